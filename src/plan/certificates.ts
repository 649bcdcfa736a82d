import type { CertificateSettings, IssuerSettings } from "../config/certificates.ts";
import { hostsOf } from "../config/hosts.ts";
import { issuerNamespace, issuerOwner } from "../config/issuer-secrets.ts";
import type { Settings } from "../config/settings.ts";
import type { IngressSettings } from "../config/traffic.ts";
import { type ObjectPlan, objectPlan, stepName } from "./objects.ts";
import { placesOf } from "./secret-places.ts";
import type { SecretPlan } from "./secrets.ts";
import { solver } from "./solver.ts";
import { arrival } from "./stores/store.ts";

const apiVersion = "cert-manager.io/v1";

/** Directories of the authority (Let's Encrypt, ACME v2). */
const directories = {
  "letsencrypt-staging": "https://acme-staging-v02.api.letsencrypt.org/directory",
  "letsencrypt-prod": "https://acme-v02.api.letsencrypt.org/directory",
} as const;

/** One certificate. */
interface Certificate {
  readonly name: string;
  readonly namespace: string;
  readonly owner: string;
  readonly dnsNames: readonly string[];
  readonly secretName: string;
}

/** The environment's ClusterIssuer and its certificates; they come after cert-manager answers. */
export function planCertificates(settings: Settings, secrets: readonly SecretPlan[]): readonly ObjectPlan[] {
  const { certificates } = settings.environment;
  if (certificates === undefined) return [];
  const credentials = placesOf(secrets)
    .filter(({ owner }) => owner === issuerOwner)
    .map((secret) => arrival(secret, settings));
  const { ingress } = settings.environment;
  const issuers = issuerObjects(certificates.issuer, ingress, credentials);
  const issuer = issuers.at(-1)?.name ?? "";
  return [
    ...issuers,
    ...[...hostCertificates(settings), ...listedCertificates(certificates)].map((certificate) =>
      objectPlan({
        apiVersion,
        kind: "Certificate",
        name: certificate.name,
        namespace: certificate.namespace,
        owner: certificate.owner,
        requires: [issuer],
        body: {
          spec: {
            secretName: certificate.secretName,
            dnsNames: certificate.dnsNames,
            issuerRef: { name: certificates.issuer.kind, kind: "ClusterIssuer", group: "cert-manager.io" },
          },
        },
      }),
    ),
  ];
}

function hostCertificates(settings: Settings): readonly Certificate[] {
  return hostsOf(settings).map(({ host, ...certificate }) => ({ ...certificate, dnsNames: [host] }));
}

function listedCertificates({ list }: CertificateSettings): readonly Certificate[] {
  return Object.entries(list).map(([name, { namespace, dnsNames, secretName = `${name}-tls` }]) => ({
    name,
    namespace,
    owner: "certificates",
    dnsNames,
    secretName,
  }));
}

/** The issuers, each after what it needs; the last one is the environment's. */
function issuerObjects(
  issuer: IssuerSettings,
  ingress: IngressSettings,
  credentials: readonly string[],
): readonly ObjectPlan[] {
  const after = ["cert-manager"];
  if (issuer.kind === "self-signed") return [clusterIssuer(issuer.kind, { selfSigned: {} }, after)];
  if (issuer.kind === "own-ca") return ownAuthority(issuer.kind, issuer.commonName);
  const acme = {
    server: directories[issuer.kind],
    email: issuer.email ?? "",
    privateKeySecretRef: { name: `${issuer.kind}-account` },
    solvers: [solver(issuer.challenge, ingress)],
  };
  // Over HTTP, nothing is proven before requests come in.
  const gateway = ingress.kind === "gateway-api" ? [stepName("Gateway", ingress.name, ingress.namespace)] : [];
  return [clusterIssuer(issuer.kind, { acme }, [...after, ...credentials, ...gateway])];
}

/** An authority of our own: a certificate that signs itself, and the issuer that signs with it. */
function ownAuthority(name: string, commonName: string): readonly ObjectPlan[] {
  const root = clusterIssuer("self-signed", { selfSigned: {} }, ["cert-manager"]);
  const authority = objectPlan({
    apiVersion,
    kind: "Certificate",
    name,
    namespace: issuerNamespace,
    owner: "certificates",
    waitFor: "Ready",
    requires: [root.name],
    body: {
      spec: {
        isCA: true,
        commonName,
        secretName: `${name}-tls`,
        duration: "87600h",
        privateKey: { algorithm: "ECDSA", size: 256 },
        issuerRef: { name: "self-signed", kind: "ClusterIssuer", group: "cert-manager.io" },
      },
    },
  });
  return [root, authority, clusterIssuer(name, { ca: { secretName: `${name}-tls` } }, [authority.name])];
}

function clusterIssuer(name: string, spec: ObjectPlan["object"], requires: readonly string[]): ObjectPlan {
  return objectPlan({
    apiVersion,
    kind: "ClusterIssuer",
    name,
    owner: "certificates",
    waitFor: "Ready",
    requires,
    body: { spec },
  });
}
