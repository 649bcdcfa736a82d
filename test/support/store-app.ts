import type { JsonObject } from "../../src/core/json.ts";

/** Where secrets may be kept, as a stack file says it, with what brings them into the cluster. */
export const stores = {
  pulumi: { secrets: { backend: "pulumi" } },
  aws: {
    components: { "external-secrets": {} },
    secrets: {
      backend: "aws-secrets-manager",
      region: "eu-central-1",
      prefix: "demo/test",
      auth: { kind: "node-role" },
    },
  },
  vault: {
    components: { "external-secrets": {} },
    secrets: { backend: "vault", server: "https://vault.example.com", prefix: "demo/test", auth: { role: "demo" } },
  },
  sealed: { components: { "sealed-secrets": {} }, secrets: { backend: "sealed-secrets" } },
  sops: { secrets: { backend: "sops" } },
} as const satisfies Record<string, JsonObject>;

/** An app with one Secret that has a key of every source. */
export const storeApp: JsonObject = {
  web: {
    chart: "web",
    namespace: "web",
    secrets: {
      database: {
        keys: {
          password: { from: "generated" },
          "client.id": { from: "config", key: "clientId" },
          url: { from: "template", text: "postgres://{{ client.id }}:{{password}}@db" },
        },
        consumers: ["web"],
      },
    },
  },
};
