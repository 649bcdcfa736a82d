import { createHash, createPublicKey, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";
import * as der from "./der.ts";

/** Years a sandbox can live; nothing renews its certificates. */
const YEARS = 10;

const OID = {
  commonName: "2.5.4.3",
  organization: "2.5.4.10",
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  basicConstraints: "2.5.29.19",
  keyUsage: "2.5.29.15",
  extendedKeyUsage: "2.5.29.37",
  subjectAltName: "2.5.29.17",
  subjectKeyIdentifier: "2.5.29.14",
  authorityKeyIdentifier: "2.5.29.35",
  serverAuth: "1.3.6.1.5.5.7.3.1",
  clientAuth: "1.3.6.1.5.5.7.3.2",
};

/** A certificate and its private key, both as PEM. */
export interface Certificate {
  certificate: string;
  key: string;
}

/** Whom a certificate is for. Kubernetes reads the common name as the user and the organization as the user's group. */
export interface Subject {
  commonName: string;
  organization?: string;
  /** Host names and addresses of a server; a certificate without any is a client's. */
  hosts?: string[];
}

/** A new private key (P-256) as PEM, for certificates and for signing service account tokens. */
export function newKey(): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return privateKey.export({ type: "sec1", format: "pem" }).toString();
}

/** A new certificate authority with a certificate signed by itself. */
export function newAuthority(commonName: string): Certificate {
  const key = newKey();
  const extensions = [
    extension(OID.basicConstraints, der.sequence(der.yes()), true),
    // Bits 5 and 6: may sign certificates and revocation lists.
    extension(OID.keyUsage, der.bitString(Buffer.from([0x06]), 1), true),
  ];
  return { certificate: signed({ commonName }, key, { commonName }, key, extensions), key };
}

/** A new certificate for a server or a client, signed by the authority. */
export function issue(authority: Certificate, authorityName: string, subject: Subject): Certificate {
  const key = newKey();
  const hosts = subject.hosts ?? [];
  const usage = hosts.length > 0 ? OID.serverAuth : OID.clientAuth;
  const extensions = [
    // Bit 0: signs the handshake.
    extension(OID.keyUsage, der.bitString(Buffer.from([0x80]), 7), true),
    extension(OID.extendedKeyUsage, der.sequence(der.objectId(usage))),
  ];
  if (hosts.length > 0) extensions.push(extension(OID.subjectAltName, der.sequence(...hosts.map(alternativeName))));
  return { certificate: signed(subject, key, { commonName: authorityName }, authority.key, extensions), key };
}

function signed(subject: Subject, key: string, issuer: Subject, issuerKey: string, extensions: der.Der[]): string {
  const algorithm = der.sequence(der.objectId(OID.ecdsaWithSha256));
  // An hour back, for clocks that differ a little.
  const from = new Date(Date.now() - 3_600_000);
  const to = new Date(from);
  to.setFullYear(to.getFullYear() + YEARS);
  const identifiers = [
    extension(OID.subjectKeyIdentifier, der.octetString(keyIdentifier(key))),
    extension(OID.authorityKeyIdentifier, der.sequence(der.implicit(0, keyIdentifier(issuerKey)))),
  ];
  const content = der.sequence(
    der.tagged(0, der.integer(Buffer.from([2]))),
    der.integer(serialNumber()),
    algorithm,
    distinguishedName(issuer),
    der.sequence(der.time(from), der.time(to)),
    distinguishedName(subject),
    publicKeyInfo(key),
    der.tagged(3, der.sequence(...extensions, ...identifiers)),
  );
  const signature = sign("sha256", content, issuerKey);
  return pem(der.sequence(content, algorithm, der.bitString(signature)));
}

function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  // A leading zero byte would not be the shortest form; a set top bit would make it negative.
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes;
}

function distinguishedName(subject: Subject): der.Der {
  const attribute = (id: string, text: string) => der.setOf(der.sequence(der.objectId(id), der.utf8(text)));
  const parts = [attribute(OID.commonName, subject.commonName)];
  if (subject.organization !== undefined) parts.unshift(attribute(OID.organization, subject.organization));
  return der.sequence(...parts);
}

function publicKeyInfo(key: string): der.Der {
  return createPublicKey(key).export({ type: "spki", format: "der" });
}

// Any name for a key will do as long as issuer and issued use the same; strict clients insist on there being one.
function keyIdentifier(key: string): Buffer {
  return createHash("sha256").update(publicKeyInfo(key)).digest().subarray(0, 20);
}

function alternativeName(host: string): der.Der {
  if (isIP(host) === 4) return der.implicit(7, Buffer.from(host.split(".").map(Number)));
  return der.implicit(2, Buffer.from(host, "ascii"));
}

function extension(id: string, content: der.Der, critical = false): der.Der {
  const parts = [der.objectId(id), der.octetString(content)];
  if (critical) parts.splice(1, 0, der.yes());
  return der.sequence(...parts);
}

function pem(bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
