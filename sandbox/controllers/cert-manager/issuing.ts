import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import {
  issue,
  issueSelfSigned,
  type Certificate as KeyPair,
  newAuthority,
  type Subject,
} from "../../cluster/certificates.ts";
import { writePrivate } from "../../cluster/record.ts";
import type { Content, Secrets } from "../secrets.ts";
import { type Certificate, type CertificateSpec, type Issuer, secretsNamespace } from "./kinds.ts";
import { ANNOTATION, wantedDuration } from "./validity.ts";

const DAY_MS = 86_400_000;

/** The authority that stands in for every ACME server. Made at the first use; lives and goes with the sandbox. */
export function standInAuthority(directory: string): KeyPair {
  const file = path.join(directory, "certificates", "acme-stand-in.json");
  if (!existsSync(file)) writePrivate(file, JSON.stringify(newAuthority("ACME stand-in of a sandbox")));
  return JSON.parse(readFileSync(file, "utf8"));
}

function subjectOf(spec: CertificateSpec): Subject {
  const hosts = [...(spec.dnsNames ?? []), ...(spec.ipAddresses ?? [])];
  return {
    commonName: spec.commonName ?? hosts[0] ?? spec.secretName,
    hosts,
    isAuthority: spec.isCA ?? false,
    days: wantedDuration(spec) / DAY_MS,
  };
}

/** A new certificate as the content of its Secret. Throws if the issuer's own Secret cannot be read. */
export async function issued(
  secrets: Secrets,
  issuer: Issuer,
  spec: CertificateSpec,
  directory: string,
): Promise<Content> {
  const subject = subjectOf(spec);
  const bytes = (text: string) => Buffer.from(text);
  if (issuer.spec?.selfSigned !== undefined) {
    const { certificate, key } = issueSelfSigned(subject);
    return { "tls.crt": bytes(certificate), "tls.key": bytes(key), "ca.crt": bytes(certificate) };
  }
  if (issuer.spec?.ca !== undefined) {
    const namespace = secretsNamespace(issuer);
    const { secretName } = issuer.spec.ca;
    const authority = {
      certificate: await secrets.text(namespace, secretName, "tls.crt"),
      key: await secrets.text(namespace, secretName, "tls.key"),
    };
    const { certificate, key } = issue(authority, subject);
    return { "tls.crt": bytes(certificate), "tls.key": bytes(key), "ca.crt": bytes(authority.certificate) };
  }
  // An ACME server gives the chain and no root.
  const authority = standInAuthority(directory);
  const { certificate, key } = issue(authority, subject);
  return { "tls.crt": bytes(certificate + authority.certificate), "tls.key": bytes(key) };
}

/** Labels and annotations of a certificate's Secret. */
export function secretMetadata(certificate: Certificate, spec: CertificateSpec) {
  const { labels, annotations } = spec.secretTemplate ?? {};
  return {
    labels: { ...labels, "controller.cert-manager.io/fao": "true" },
    annotations: {
      ...annotations,
      [ANNOTATION.name]: certificate.metadata?.name ?? "",
      [ANNOTATION.issuer]: spec.issuerRef.name,
      [ANNOTATION.issuerKind]: spec.issuerRef.kind ?? "Issuer",
      [ANNOTATION.issuerGroup]: spec.issuerRef.group ?? "cert-manager.io",
      [ANNOTATION.names]: (spec.dnsNames ?? []).join(","),
      [ANNOTATION.addresses]: (spec.ipAddresses ?? []).join(","),
      [ANNOTATION.commonName]: subjectOf(spec).commonName,
    },
  };
}
