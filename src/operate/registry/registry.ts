import { createHash } from "node:crypto";
import { isLoopback } from "../network/loopback.ts";
import { type Asked, ask } from "./ask.ts";
import { type Credentials, credentialsFor } from "./credentials.ts";
import { authorizationFor } from "./sign-in.ts";

/** One image, as a registry is asked for it. */
export interface RegistryImage {
  /** Host, with its port if it has one. */
  readonly host: string;
  readonly repository: string;
  /** A tag or a digest. */
  readonly reference: string;
}

/** A registry's answer: the digest of the image, or why there is none. */
export type Digest =
  | { readonly kind: "found"; readonly digest: string }
  | { readonly kind: "absent" }
  /** The registry wants to know who asks, or does not let them in. */
  | { readonly kind: "refused"; readonly signedIn: boolean };

/** Indexes before manifests: an image for several platforms is known by the digest of its index. */
const accepted = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/**
 * Asks a registry for the digest that an image has now.
 * @throws Error with why it could not be asked, UserError if its credentials cannot be read.
 */
export async function digestOf(image: RegistryImage, how: Asked): Promise<Digest> {
  const hub = image.host === "docker.io";
  const origin = `${isLoopback(image.host) ? "http" : "https"}://${hub ? "registry-1.docker.io" : image.host}`;
  const repository = hub && !image.repository.includes("/") ? `library/${image.repository}` : image.repository;
  const url = `${origin}/v2/${repository}/manifests/${image.reference}`;
  const headers: Record<string, string> = { accept: accepted };
  let credentials: Credentials | undefined;
  let answer = await ask(url, { method: "HEAD", headers }, how);
  if (answer.status === 401) {
    credentials = await credentialsFor(image.host);
    const challenge = answer.headers.get("www-authenticate") ?? "";
    const authorization = await authorizationFor({ challenge, credentials, repository }, how);
    if (authorization === undefined) return { kind: "refused", signedIn: credentials !== undefined };
    headers.authorization = authorization;
    answer = await ask(url, { method: "HEAD", headers }, how);
  }
  if (answer.status === 404) return { kind: "absent" };
  if (answer.status === 401 || answer.status === 403) return { kind: "refused", signedIn: credentials !== undefined };
  if (!answer.ok) throw new Error(`the registry answers with status code ${answer.status}`);
  const digest = answer.headers.get("docker-content-digest");
  return { kind: "found", digest: digest ?? (await digestOfContent(url, headers, how)) };
}

/** A registry need not tell the digest: it is that of the manifest's bytes. */
async function digestOfContent(url: string, headers: Readonly<Record<string, string>>, how: Asked): Promise<string> {
  const answer = await ask(url, { method: "GET", headers }, how);
  if (!answer.ok) throw new Error(`the registry answers with status code ${answer.status}`);
  return `sha256:${createHash("sha256")
    .update(Buffer.from(await answer.arrayBuffer()))
    .digest("hex")}`;
}
