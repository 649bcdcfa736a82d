import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  X509Certificate,
} from "node:crypto";
import { isIP } from "node:net";
import * as der from "./der.ts";

/** Days a sandbox can live: 10 years. Nothing renews its own certificates. */
const DAYS = 3653;
const DAY_MS = 86_400_000;

const OID = {
  commonName: "2.5.4.3",
  organization: "2.5.4.10",
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  rsaWithSha256: "1.2.840.113549.1.1.11",
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
  /** Whether it may sign certificates itself. */
  isAuthority?: boolean;
  /** How many days it is valid; as long as a sandbox can live unless given. */
  days?: number;
}

/** A new private key (P-256) as PEM, for certificates and for signing service account tokens. */
export function newKey(): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return privateKey.export({ type: "sec1", format: "pem" }).toString();
}

/** A new certificate authority with a certificate signed by itself. */
export function newAuthority(commonName: string): Certificate {
  return issueSelfSigned({ commonName, isAuthority: true });
}

/** A new certificate signed by its own key. */
export function issueSelfSigned(subject: Subject): Certificate {
  const key = newKey();
  return { certificate: signed(subject, key, distinguishedName(subject), key, keyIdentifier(key)), key };
}

/** A new certificate for a server, a client or another authority, signed by this authority. */
export function issue(authority: Certificate, subject: Subject): Certificate {
  const key = newKey();
  const { raw } = new X509Certificate(authority.certificate);
  const name = der.elements(der.elements(raw)[0] ?? raw)[5];
  if (name === undefined) throw new Error("the authority's certificate has no subject");
  // An authority from elsewhere may name its key otherwise; a name that it does not have would make clients refuse.
  const identifier = keyIdentifier(authority.key);
  const known = raw.includes(identifier) ? identifier : undefined;
  return { certificate: signed(subject, key, name, authority.key, known), key };
}

function extensionsFor(subject: Subject): der.Der[] {
  const hosts = subject.hosts ?? [];
  const names = hosts.length > 0 ? [extension(OID.subjectAltName, der.sequence(...hosts.map(alternativeName)))] : [];
  if (subject.isAuthority) {
    return [
      extension(OID.basicConstraints, der.sequence(der.yes()), true),
      // Bits 5 and 6: may sign certificates and revocation lists.
      extension(OID.keyUsage, der.bitString(Buffer.from([0x06]), 1), true),
      ...names,
    ];
  }
  return [
    // Bit 0: signs the handshake.
    extension(OID.keyUsage, der.bitString(Buffer.from([0x80]), 7), true),
    extension(OID.extendedKeyUsage, der.sequence(der.objectId(hosts.length > 0 ? OID.serverAuth : OID.clientAuth))),
    ...names,
  ];
}

function signed(
  subject: Subject,
  key: string,
  issuer: der.Der,
  issuerKey: string,
  issuerKeyIdentifier: Buffer | undefined,
): string {
  const algorithm = signatureAlgorithm(issuerKey);
  // An hour back, for clocks that differ a little.
  const from = new Date(Date.now() - 3_600_000);
  const to = new Date(from.getTime() + (subject.days ?? DAYS) * DAY_MS);
  const identifiers = [extension(OID.subjectKeyIdentifier, der.octetString(keyIdentifier(key)))];
  if (issuerKeyIdentifier !== undefined) {
    identifiers.push(extension(OID.authorityKeyIdentifier, der.sequence(der.implicit(0, issuerKeyIdentifier))));
  }
  const content = der.sequence(
    der.tagged(0, der.integer(Buffer.from([2]))),
    der.integer(serialNumber()),
    algorithm,
    issuer,
    der.sequence(der.time(from), der.time(to)),
    distinguishedName(subject),
    publicKeyInfo(key),
    der.tagged(3, der.sequence(...extensionsFor(subject), ...identifiers)),
  );
  const signature = sign("sha256", content, issuerKey);
  return pem(der.sequence(content, algorithm, der.bitString(signature)));
}

function signatureAlgorithm(key: string): der.Der {
  const isRsa = createPrivateKey(key).asymmetricKeyType === "rsa";
  return isRsa
    ? der.sequence(der.objectId(OID.rsaWithSha256), der.nothing())
    : der.sequence(der.objectId(OID.ecdsaWithSha256));
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
