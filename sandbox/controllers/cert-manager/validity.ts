import { X509Certificate } from "node:crypto";
import type { V1Secret } from "@kubernetes/client-node";
import { milliseconds } from "../duration.ts";
import { content } from "../secrets.ts";
import type { Certificate, CertificateSpec } from "./kinds.ts";

/** cert-manager's own: 90 days. */
const DURATION_MS = 90 * 24 * 3_600_000;

/** Annotations by which cert-manager knows what a Secret was issued for. */
export const ANNOTATION = {
  name: "cert-manager.io/certificate-name",
  issuer: "cert-manager.io/issuer-name",
  issuerKind: "cert-manager.io/issuer-kind",
  issuerGroup: "cert-manager.io/issuer-group",
  names: "cert-manager.io/alt-names",
  addresses: "cert-manager.io/ip-sans",
  commonName: "cert-manager.io/common-name",
};

/** Why a certificate has to be issued, in cert-manager's words. */
export interface Need {
  reason: string;
  message: string;
}

/** How long a certificate is to be valid, in milliseconds. */
export function wantedDuration(spec: CertificateSpec): number {
  return milliseconds(spec.duration) ?? DURATION_MS;
}

/** When a certificate has to be renewed: `renewBefore` its end, else after two thirds of its time. */
export function renewalTime(spec: CertificateSpec, issued: X509Certificate): Date {
  const end = issued.validToDate.getTime();
  const before = milliseconds(spec.renewBefore) ?? (end - issued.validFromDate.getTime()) / 3;
  return new Date(end - before);
}

/** Why the Secret does not hold what the certificate asks for; undefined if it does. */
export function need(certificate: Certificate, secret: V1Secret | undefined): Need | undefined {
  const { spec } = certificate;
  if (spec === undefined) return undefined;
  if (secret === undefined) {
    return { reason: "DoesNotExist", message: "Issuing certificate as Secret does not exist" };
  }
  const { "tls.crt": pem, "tls.key": key } = content(secret);
  if (pem === undefined || key === undefined || pem.length === 0 || key.length === 0) {
    return { reason: "MissingData", message: "Issuing certificate as Secret does not contain a certificate and key" };
  }
  let issued: X509Certificate;
  try {
    issued = new X509Certificate(pem);
  } catch {
    return { reason: "InvalidCertificate", message: "Issuing certificate as Secret contains an invalid certificate" };
  }
  return mismatch(certificate, spec, secret, issued);
}

function mismatch(
  certificate: Certificate,
  spec: CertificateSpec,
  secret: V1Secret,
  issued: X509Certificate,
): Need | undefined {
  const annotations = secret.metadata?.annotations ?? {};
  const issuerKind = spec.issuerRef.kind ?? "Issuer";
  if (annotations[ANNOTATION.issuer] !== spec.issuerRef.name || annotations[ANNOTATION.issuerKind] !== issuerKind) {
    return {
      reason: "IncorrectIssuer",
      message: "Issuing certificate as Secret was previously issued by another issuer",
    };
  }
  const different = differences(spec, issued);
  if (different.length > 0) {
    const fields = different.map((field) => `spec.${field}`).join(" ");
    return {
      reason: "SecretMismatch",
      message: `Issuing certificate as Existing issued Secret is not up to date for spec: [${fields}]`,
    };
  }
  if (renewalTime(spec, issued).getTime() <= Date.now()) {
    return { reason: "Renewing", message: "Renewing certificate as renewal was scheduled" };
  }
  const asked = certificate.status?.conditions?.find(({ type }) => type === "Issuing");
  return asked?.status === "True" && asked.reason === "ManuallyTriggered" ? asked : undefined;
}

function differences(spec: CertificateSpec, issued: X509Certificate): string[] {
  const names = (issued.subjectAltName ?? "").split(", ").map((name) => name.replace(/^(DNS|IP Address):/, ""));
  const has = new Set(names.filter((name) => name !== ""));
  const wanted = new Set([...(spec.dnsNames ?? []), ...(spec.ipAddresses ?? [])]);
  const found: string[] = [];
  if (has.symmetricDifference(wanted).size > 0) found.push("dnsNames");
  if (spec.commonName !== undefined && !issued.subject.split("\n").includes(`CN=${spec.commonName}`)) {
    found.push("commonName");
  }
  return found;
}
