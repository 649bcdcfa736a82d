import { z } from "zod";
import { named } from "./named.ts";

/** Who brings an app into the cluster. */
export const appDelivery = z
  .enum(["pulumi", "argocd"])
  .default("pulumi")
  .describe(
    "Who brings it into the cluster: `pulumi`, the program, as a release; or `argocd`, from `delivery.repository`.",
  );

/** Where Argo CD takes from what it brings into the cluster. */
export const deliverySchema = z
  .strictObject({
    repository: z
      .string()
      .min(1)
      .describe("Git repository that holds `charts/`: https://…, ssh://… or git@host:path. Without credentials."),
    revision: z.string().min(1).default("main").describe("Branch, tag or commit that is delivered."),
    path: z
      .string()
      .regex(/^(?![/.])(?!.*\/\.\.(\/|$))\S+$/, {
        error: "is no folder of the repository: use a relative path, such as deploy",
      })
      .default("deploy")
      .describe("Folder of the repository that `export` writes."),
    project: named("releaseName")
      .default("platform")
      .describe("Argo CD project of the apps; one for each environment."),
    source: z
      .enum(["helm", "kustomize"])
      .default("helm")
      .describe("What Argo CD renders: `helm`, the charts with the plan's values; `kustomize`, what `export` wrote."),
    applications: z
      .enum(["program", "git"])
      .default("program")
      .describe(
        "Who creates the Applications: the program, or a root Application from what `export` wrote (App of Apps).",
      ),
    clusterKinds: z
      .array(
        z.strictObject({
          group: z.string().describe("API group; empty for the core one."),
          kind: z.string().min(1).describe("Kind."),
        }),
      )
      .default([])
      .describe("Kinds of the cluster itself, in no namespace, that the apps may bring; none without it."),
  })
  .describe("Where Argo CD takes from what it brings into the cluster.");

/** The delivery of one environment, complete with defaults. */
export type DeliverySettings = z.output<typeof deliverySchema>;
