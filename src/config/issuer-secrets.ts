import type { IssuerSettings } from "./certificates.ts";
import type { Environment } from "./environment-schema.ts";
import type { Owner } from "./owners.ts";

/** Namespace in which cert-manager looks for the secrets of a ClusterIssuer. */
export const issuerNamespace = "cert-manager";

/** Name under which the issuer owns its secrets. */
export const issuerOwner = "issuer";

/** The credentials with which an issuer answers DNS-01 challenges, if it needs any. */
export function issuerSecrets({ certificates }: Environment): readonly Owner[] {
  const credential = certificates === undefined ? undefined : dnsCredential(certificates.issuer);
  if (credential === undefined) return [];
  const { key, config } = credential;
  return [
    {
      name: issuerOwner,
      namespace: issuerNamespace,
      podSecurity: "restricted",
      secrets: { dns: { keys: { [key]: { from: "config", key: config, rotation: 1 } }, consumers: ["cert-manager"] } },
      path: ["environment", "certificates", "issuer", "challenge"],
    },
  ];
}

/** The key of the Secret, and the configuration key that its value is given under. */
function dnsCredential(issuer: IssuerSettings): { readonly key: string; readonly config: string } | undefined {
  if (!("challenge" in issuer) || issuer.challenge.kind !== "dns-01") return undefined;
  const { challenge } = issuer;
  if (challenge.provider === "cloudflare") return { key: "api-token", config: challenge.apiTokenFrom };
  return challenge.accessKey === undefined
    ? undefined
    : { key: "secret-access-key", config: challenge.accessKey.secretKeyFrom };
}
