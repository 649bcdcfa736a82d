import { z } from "zod";
import { named } from "./named.ts";

const refreshInterval = z
  .string()
  .regex(/^\d+[smh]$/, { error: "is no duration: use a number and s, m or h, such as 1h" })
  .default("1h")
  .describe("How often the cluster's copy is compared with the store.");

const address = z.url({ protocol: /^https?$/, error: "is no address: start it with https:// or http://" });

const prefix = z
  .string()
  .regex(/^[\w+=.@-]+(\/[\w+=.@-]+)*$/, {
    error: "is no path: use names of letters, digits and '_+=.@-', with one '/' between them and none at either end",
  })
  .describe("Path in the store that every secret's name is put behind, such as product/staging.");

/** What may be said wherever secrets are kept. */
const anywhere = {
  maxAgeDays: z
    .int()
    .min(0)
    .default(365)
    .describe("Days after which a value counts as too old, and `status` and `drift` tell; 0: never."),
};

const pulumi = z.strictObject({ backend: z.literal("pulumi"), ...anywhere });

const awsAuth = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("irsa"),
      serviceAccount: named("dnsLabel"),
      namespace: named("dnsLabel").default("external-secrets"),
    }),
    z.strictObject({
      kind: z.literal("node-role"),
      role: z.string().min(1).optional().describe("ARN of a role to assume."),
    }),
    z.strictObject({
      kind: z.literal("static"),
      accessKeyIdFrom: named("configKey"),
      secretAccessKeyFrom: named("configKey"),
    }),
  ])
  .describe(
    "How the cluster signs in: a ServiceAccount's role (irsa), the nodes' own role, or static keys from the configuration.",
  );

const aws = z.strictObject({
  backend: z.literal("aws-secrets-manager"),
  ...anywhere,
  region: z.string().min(1).describe("AWS region."),
  prefix,
  refreshInterval,
  auth: awsAuth,
  recoveryWindowDays: z
    // A number that is neither is told of with both forms, not with the limits of one.
    .union([z.literal(0), z.int().min(7, { abort: true }).max(30, { abort: true })])
    .default(30)
    .describe("Days in which a deleted secret can be restored; 0: none."),
  kmsKeyId: z.string().min(1).optional().describe("KMS key; without it the account's own."),
  tags: z.record(z.string(), z.string()).default({}).describe("Tags of every secret."),
  endpoint: address.optional().describe("Address of the service; for a stand-in only."),
});

const sealed = z.strictObject({ backend: z.literal("sealed-secrets"), ...anywhere });

const sops = z.strictObject({ backend: z.literal("sops"), ...anywhere });

const vault = z.strictObject({
  backend: z.literal("vault"),
  ...anywhere,
  server: address.describe("Address of the Vault server."),
  mount: z.string().min(1).default("secret").describe("Path of the key-value engine (version 2)."),
  prefix,
  refreshInterval,
  auth: z
    .strictObject({
      mountPath: z.string().min(1).default("kubernetes"),
      role: z.string().min(1),
      serviceAccount: named("dnsLabel").default("external-secrets"),
      namespace: named("dnsLabel").default("external-secrets"),
    })
    .describe("Sign-in by a ServiceAccount's token (Vault's Kubernetes method)."),
});

/** Where the secrets of an environment are kept. */
export const secretStoreSchema = z
  .discriminatedUnion("backend", [pulumi, aws, sealed, sops, vault])
  .describe(
    "Where secrets are kept: encrypted in the stack's state, in AWS Secrets Manager, in Vault, or encrypted in git.",
  );

/** The store of an environment's secrets, complete with defaults. */
export type SecretStoreSettings = z.output<typeof secretStoreSchema>;
