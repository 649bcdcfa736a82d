import type { IssuerSettings } from "../config/certificates.ts";
import { answerer, type IngressSettings } from "../config/traffic.ts";
import type { JsonObject } from "../core/json.ts";

type Challenge = Extract<IssuerSettings, { challenge: unknown }>["challenge"];

/** How an ACME issuer proves that a name is ours, as cert-manager takes it. */
export function solver(challenge: Challenge, ingress: IngressSettings): JsonObject {
  if (challenge.kind === "http-01") {
    const through = answerer(challenge, ingress);
    if (through.kind === "ingress") return { http01: { ingress: { ingressClassName: through.class } } };
    const parent = {
      group: "gateway.networking.k8s.io",
      kind: "Gateway",
      name: through.name,
      namespace: through.namespace,
    };
    return { http01: { gatewayHTTPRoute: { parentRefs: [parent] } } };
  }
  if (challenge.provider === "cloudflare") {
    return { dns01: { cloudflare: { apiTokenSecretRef: { name: "issuer-dns", key: "api-token" } } } };
  }
  const { region, hostedZoneId, role, accessKey } = challenge;
  return {
    dns01: {
      route53: {
        region,
        ...(hostedZoneId === undefined ? {} : { hostedZoneID: hostedZoneId }),
        ...(role === undefined ? {} : { role }),
        ...(accessKey === undefined
          ? {}
          : {
              accessKeyID: accessKey.id,
              secretAccessKeySecretRef: { name: "issuer-dns", key: "secret-access-key" },
            }),
      },
    },
  };
}
