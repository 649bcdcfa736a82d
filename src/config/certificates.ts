import { z } from "zod";
import { named } from "./named.ts";

const http01 = z.strictObject({
  kind: z.literal("http-01"),
  through: z
    .discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("ingress"), class: z.string().min(1).default("traefik") }),
      z.strictObject({
        kind: z.literal("gateway"),
        name: named("dnsLabel").describe("Name of the Gateway that listens on port 80."),
        namespace: named("dnsLabel").default("gateway"),
      }),
    ])
    .optional()
    .describe("What answers the authority's request on port 80; without it, what brings requests to every host."),
});

const route53 = z.strictObject({
  kind: z.literal("dns-01"),
  provider: z.literal("route53"),
  region: z.string().min(1).describe("AWS region."),
  hostedZoneId: z.string().min(1).optional().describe("Hosted zone; without it, it is looked up."),
  role: z.string().min(1).optional().describe("ARN of the role to assume."),
  accessKey: z
    .strictObject({
      id: z.string().min(1),
      secretKeyFrom: named("configKey").describe("Configuration key that holds the secret access key."),
    })
    .optional()
    .describe("Static credentials; without them the controller's own identity is used."),
});

const cloudflare = z.strictObject({
  kind: z.literal("dns-01"),
  provider: z.literal("cloudflare"),
  apiTokenFrom: named("configKey").describe("Configuration key that holds the API token."),
});

const dns01 = z.discriminatedUnion("provider", [route53, cloudflare]);

const challenge = z
  .discriminatedUnion("kind", [http01, dns01])
  .prefault({ kind: "http-01" })
  .describe("How the authority is shown that a name is ours: over HTTP, or in DNS, which a wildcard needs.");

const letsencrypt = {
  email: z
    .email({ error: "is no e-mail address" })
    .optional()
    .describe("Address that the account with the authority is registered with."),
  challenge,
};

const issuer = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("self-signed") }),
    z.strictObject({ kind: z.literal("own-ca"), commonName: z.string().min(1).default("platform") }),
    z.strictObject({ kind: z.literal("letsencrypt-staging"), ...letsencrypt }),
    z.strictObject({ kind: z.literal("letsencrypt-prod"), ...letsencrypt }),
  ])
  .describe("The environment's one ClusterIssuer.");

const certificate = z.strictObject({
  namespace: named("dnsLabel").describe("Namespace that the certificate is used in."),
  dnsNames: z
    .array(
      z.string().regex(/^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, {
        error: "is no host name or wildcard",
      }),
    )
    .min(1)
    .describe("Names that it is valid for; `*.` in front makes a wildcard."),
  secretName: named("dnsLabel").optional().describe("Secret that holds it; without it `<name>-tls`."),
});

/** Certificates of an environment: who issues them, and which there are beside those of the apps' hosts. */
export const certificatesSchema = z
  .strictObject({
    issuer,
    list: z
      .record(named("dnsLabel"), certificate)
      .default({})
      .describe("Certificates by name; an app's host has one without being listed."),
  })
  .describe("Issuer and certificates; without it, nothing is reached by TLS.");

/** The certificates of an environment, complete with defaults. */
export type CertificateSettings = z.output<typeof certificatesSchema>;

/** A challenge that is answered over HTTP. */
export type Http01 = z.output<typeof http01>;

/** The issuer of an environment. */
export type IssuerSettings = CertificateSettings["issuer"];
