import { z } from "zod";
import { hostName } from "../core/names.ts";
import type { Http01 } from "./certificates.ts";
import { named } from "./named.ts";

const host = z
  .string()
  .regex(hostName, { error: "is no host name: lower-case letters, digits and '-' in labels parted by dots" });

const both = {
  namespace: named("dnsLabel")
    .default("gateway")
    .describe("Namespace of what the platform itself routes: the Gateway, and hosts that only redirect."),
  redirects: z
    .record(host, host)
    .default({})
    .describe("Hosts that send their visitors to another one, by name: `www.example.org: example.org`."),
};

const traefik = z.strictObject({
  kind: z.literal("traefik"),
  class: named("dnsLabel").default("traefik").describe("IngressClass of every host."),
  controllerNamespace: named("dnsLabel")
    .default("kube-system")
    .describe("Namespace of Traefik's pods, which network policies let in."),
  ...both,
});

const port = z.int().min(1).max(65535);

const gatewayApi = z.strictObject({
  kind: z.literal("gateway-api"),
  class: named("dnsLabel").describe("GatewayClass, which says who serves the Gateway: `cilium`, `traefik` or another."),
  name: named("dnsLabel").default("public").describe("Name of the environment's Gateway."),
  ports: z
    .strictObject({ http: port, https: port })
    .optional()
    .describe("Ports of its listeners; without them 80 and 443, for Traefik 8000 and 8443, which it opens as these."),
  redirectToHttps: z
    .boolean()
    .default(true)
    .describe("Answers requests without TLS by sending them to https; where the environment has certificates."),
  annotations: z
    .record(z.string(), z.string())
    .default({})
    .describe("Annotations of the load balancer that is made for the Gateway."),
  controllerNamespace: named("dnsLabel")
    .optional()
    .describe(
      "Namespace of the pods that bring requests, which network policies let in; without it kube-system for Traefik, for others the Gateway's. Cilium's own are in none, and let in as such.",
    ),
  ...both,
});

/** How requests come in from outside: apps only name their hosts. */
export const ingressSchema = z
  .discriminatedUnion("kind", [traefik, gatewayApi])
  .describe("Who brings requests from outside to the hosts of apps and components.");

/** What brings requests to the hosts of an environment, complete with defaults. */
export type IngressSettings = z.output<typeof ingressSchema>;

/** An environment's Gateway. */
export type GatewaySettings = Extract<IngressSettings, { kind: "gateway-api" }>;

/** Namespace of the pods that bring requests; empty: Cilium's own, which are in none. */
export function controllerNamespace(ingress: IngressSettings): string {
  if (ingress.controllerNamespace !== undefined) return ingress.controllerNamespace;
  const known: Readonly<Record<string, string>> = { traefik: "kube-system", cilium: "" };
  return known[ingress.class] ?? ingress.namespace;
}

/** The listener of the Gateway that takes requests without TLS. */
export const plainListener = "http";

/** The listener that a host's route belongs to; empty: every one that takes the host. */
export function listenerOf(name: string, { redirectToHttps }: GatewaySettings, encrypted: boolean): string {
  if (!encrypted) return plainListener;
  return redirectToHttps ? name : "";
}

/** What answers an authority's request on port 80: what the challenge says, else what brings requests to every host. */
export function answerer({ through }: Http01, ingress: IngressSettings): NonNullable<Http01["through"]> {
  if (through !== undefined) return through;
  if (ingress.kind === "traefik") return { kind: "ingress", class: ingress.class };
  return { kind: "gateway", name: ingress.name, namespace: ingress.namespace };
}
