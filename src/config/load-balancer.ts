import { z } from "zod";

const k3s = z.strictObject({ kind: z.literal("k3s") });

const controller = z.strictObject({
  kind: z.literal("controller"),
  class: z.string().default("").describe("loadBalancerClass of the Services; empty: the cluster's default."),
  annotations: z
    .record(z.string(), z.string())
    .default({})
    .describe("Annotations of the Services, which tell the controller what to make."),
});

/** Who gives Services of type LoadBalancer their addresses: charts are told, and never say it themselves. */
export const loadBalancerSchema = z
  .discriminatedUnion("kind", [k3s, controller])
  .describe(
    "What Services of type LoadBalancer get: `k3s`, their ports on every node, each of which can be had once; `controller`, an address each, from a cloud's controller, MetalLB or the like.",
  );

/** Addresses of the cluster's own pods and Services. */
export const clusterNetworksSchema = z
  .array(z.union([z.cidrv4(), z.cidrv6()]))
  .min(1)
  .default(["10.42.0.0/16", "10.43.0.0/16"])
  .describe(
    "Addresses of the cluster's pods and Services (k3s' cluster-cidr and service-cidr): they are nobody outside.",
  );

/** What Services of type LoadBalancer get. */
export type LoadBalancerSettings = z.output<typeof loadBalancerSchema>;

/** The same as charts are told it, every key with a value. */
export function loadBalancerValues(settings: LoadBalancerSettings) {
  return { class: "", annotations: {}, ...settings };
}
