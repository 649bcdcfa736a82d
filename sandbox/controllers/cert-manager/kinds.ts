import type { CustomObject, Kind, Status } from "../custom-resources.ts";

const group = "cert-manager.io";

/** The kinds of cert-manager that the stand-in serves. */
export const KINDS = {
  ClusterIssuer: { group, version: "v1", plural: "clusterissuers", kind: "ClusterIssuer" },
  Issuer: { group, version: "v1", plural: "issuers", kind: "Issuer" },
  Certificate: { group, version: "v1", plural: "certificates", kind: "Certificate" },
} as const satisfies Record<string, Kind>;

/** Where the Secrets of ClusterIssuers lie: the namespace that the platform installs cert-manager in. */
export const CLUSTER_RESOURCES = "cert-manager";

/** A key of a Secret. */
export interface SecretKey {
  name: string;
  key?: string;
}

/** One way to prove to an ACME server that a name is one's own. */
export interface Solver {
  selector?: { dnsNames?: string[]; dnsZones?: string[]; matchLabels?: Record<string, string> };
  http01?: object;
  dns01?: {
    cloudflare?: { apiTokenSecretRef?: SecretKey; apiKeySecretRef?: SecretKey };
    route53?: { accessKeyIDSecretRef?: SecretKey; secretAccessKeySecretRef?: SecretKey };
  };
}

/** What a stack says about an issuer, as far as the stand-in reads it. */
export interface IssuerSpec {
  selfSigned?: object;
  ca?: { secretName: string };
  acme?: { server: string; email?: string; privateKeySecretRef: SecretKey; solvers?: Solver[] };
}

/** What cert-manager tells about an issuer. */
export interface IssuerStatus extends Status {
  acme?: { uri: string; lastRegisteredEmail: string };
}

/** An Issuer or ClusterIssuer. */
export type Issuer = CustomObject<IssuerSpec, IssuerStatus>;

/** What a stack says about a certificate, as far as the stand-in reads it. */
export interface CertificateSpec {
  secretName: string;
  issuerRef: { name: string; kind?: "Issuer" | "ClusterIssuer"; group?: string };
  commonName?: string;
  dnsNames?: string[];
  ipAddresses?: string[];
  isCA?: boolean;
  duration?: string;
  renewBefore?: string;
  secretTemplate?: { labels?: Record<string, string>; annotations?: Record<string, string> };
}

/** What cert-manager tells about a certificate. */
export interface CertificateStatus extends Status {
  notBefore?: string;
  notAfter?: string;
  renewalTime?: string;
  revision?: number;
}

/** A Certificate. */
export type Certificate = CustomObject<CertificateSpec, CertificateStatus>;

/** Where the Secrets of an issuer lie. */
export function secretsNamespace(issuer: Issuer): string {
  return issuer.metadata?.namespace ?? CLUSTER_RESOURCES;
}
