import { z } from "zod";
import type { Component } from "../catalog/component.ts";
import { hostName } from "../core/names.ts";
import { tiers } from "../core/tier.ts";
import { appSchema } from "./app.ts";
import { blastRadiusSchema } from "./blast-radius.ts";
import { blueprintsSchema } from "./blueprints.ts";
import { certificatesSchema } from "./certificates.ts";
import { databaseSchema } from "./databases.ts";
import { deliverySchema } from "./delivery.ts";
import { clusterNetworksSchema, loadBalancerSchema } from "./load-balancer.ts";
import { monitoringSchema } from "./monitoring.ts";
import { named } from "./named.ts";
import { namespacesSchema } from "./namespaces.ts";
import { releaseSchema } from "./release.ts";
import { rulesSchema } from "./rules.ts";
import { secretStoreSchema } from "./secret-store.ts";
import { ingressSchema } from "./traffic.ts";

const takeOver = z
  .boolean()
  .optional()
  .describe(
    "Whether objects that are in the cluster, and not in the state, are taken over; else they stop `up`. For one run.",
  );

const sandbox = z.strictObject({
  kind: z.literal("sandbox"),
  name: named("releaseName").default("dev").describe("Name of the sandbox; two environments may share one."),
  nodes: z.int().min(1).max(50).default(3).describe("Simulated nodes."),
  takeOver,
});

const kubeconfig = z.strictObject({
  kind: z.literal("kubeconfig"),
  context: z.string().min(1).describe("Context of the kubeconfig that names the cluster."),
  path: z.string().min(1).optional().describe("The kubeconfig's path; without it KUBECONFIG, then ~/.kube/config."),
  takeOver,
});

const cluster = z
  .discriminatedUnion("kind", [sandbox, kubeconfig])
  .describe(
    "The cluster: `sandbox`, a throw-away local control plane, or `kubeconfig`, any cluster that is there already.",
  );

/** The schema of one environment, for a given catalog: types, defaults, documentation and the editors' JSON Schema follow from it. */
export function environmentSchema(catalog: readonly Component[]) {
  const components = Object.fromEntries(
    catalog.map(({ name, settings, summary }) => [name, settings.optional().describe(summary)]),
  );
  return z.strictObject({
    tier: z
      .enum(tiers)
      .describe("How much the environment must withstand; decides replicas and which image tags are allowed."),
    domain: z
      .string()
      .regex(hostName, { error: "is no host name: lower-case letters, digits and '-' in labels parted by dots" })
      .describe("Domain of the environment; every host lies in it."),
    cluster,
    kubernetesVersion: z
      .string()
      .regex(/^\d+\.\d+\.\d+$/, { error: "is no Kubernetes version: use three numbers, such as 1.36.3" })
      .default("1.36.3")
      .describe("Kubernetes version that charts are rendered for where no cluster is asked."),
    secrets: secretStoreSchema.prefault({ backend: "pulumi" }),
    certificates: certificatesSchema.optional(),
    monitoring: monitoringSchema.prefault({}),
    ingress: ingressSchema.prefault({ kind: "traefik" }),
    loadBalancer: loadBalancerSchema.prefault({ kind: "k3s" }),
    clusterNetworks: clusterNetworksSchema,
    namespaces: namespacesSchema,
    imageRegistry: z.string().min(1).default("docker.io").describe("Registry of images that name none."),
    storageClass: z.string().default("").describe("StorageClass of volumes; empty: the cluster's default."),
    releases: releaseSchema.prefault({}),
    blastRadius: blastRadiusSchema.prefault({}),
    delivery: deliverySchema.optional(),
    rules: rulesSchema.prefault({}),
    componentReplicas: z
      .int()
      .min(1)
      .max(5)
      .optional()
      .describe("Pods of each component that may run more than once; 2 unless given, outside of tier prod 1."),
    components: z.strictObject(components).default({}).describe("What the platform installs: present = installed."),
    databases: z.record(named("releaseName"), databaseSchema).default({}).describe("Databases of the apps, by name."),
    blueprints: blueprintsSchema,
    apps: z.record(named("releaseName"), appSchema).default({}).describe("What runs on the platform, by name."),
  });
}

/** One environment as its stack file describes it, complete with defaults. */
export type Environment = z.output<ReturnType<typeof environmentSchema>>;

/** The cluster of an environment. */
export type ClusterSettings = Environment["cluster"];
