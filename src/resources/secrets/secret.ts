import type { ComponentResourceOptions, Resource } from "@pulumi/pulumi";
import type { SecretPlan } from "../../plan/secrets.ts";
import { SopsSecret } from "./sops-secret.ts";
import { StateSecret } from "./state-secret.ts";

/** Values that sops decrypted: Secret → name of the value → value. */
export type SopsValues = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A Secret, kept where the plan says; nothing if its values are made or opened inside the cluster. */
export async function createSecret(
  plan: SecretPlan,
  sops: SopsValues,
  opts: ComponentResourceOptions,
): Promise<Resource | undefined> {
  const name = `${plan.namespace}/${plan.name}`;
  switch (plan.keeper.kind) {
    case "state":
      return new StateSecret(name, { plan }, opts);
    case "sops":
      return new SopsSecret(name, { plan, values: sops[plan.name] ?? {} }, opts);
    case "aws": {
      // Loaded where it is needed only: the package takes half a second.
      const { AwsSecret } = await import("./aws-secret.ts");
      return new AwsSecret(name, { plan, store: plan.keeper.store }, opts);
    }
    case "cluster":
      return undefined;
  }
}
