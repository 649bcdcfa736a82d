import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rename } from "node:fs/promises";
import path from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import type { Release } from "./catalog.ts";

const CHECKSUM_TIMEOUT_MS = 15_000;
const DOWNLOAD_TIMEOUT_MS = 15 * 60 * 1000;
const run = promisify(execFile);

/**
 * Downloads a release into `folder`, checks it against the SHA-256 its project publishes, and returns the program's
 * path. Throws if it cannot be had, if no checksum is published for it, or if the checksum differs.
 */
export async function downloadRelease(release: Release, folder: string): Promise<string> {
  const file = path.basename(new URL(release.url).pathname);
  const expected = await publishedChecksum(release, file);
  const target = path.join(folder, file);
  const actual = await save(release.url, target);
  if (actual !== expected) {
    throw new Error(`${release.url} has SHA-256 ${actual}, but its project publishes ${expected}`);
  }
  if (release.member === undefined) return target;
  await run("tar", ["-xf", target, "-C", folder, release.member]);
  const program = path.join(folder, "program");
  await rename(path.join(folder, release.member), program);
  return program;
}

async function publishedChecksum(release: Release, file: string): Promise<string> {
  const { url, form } = release.checksum;
  const answer = await fetch(url, { signal: AbortSignal.timeout(CHECKSUM_TIMEOUT_MS) });
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
  const text = await answer.text();
  const checksum = form === "sums" ? fromSums(text, file) : fromGithubRelease(text, file);
  if (checksum === undefined) throw new Error(`${url} states no SHA-256 for ${file}`);
  return checksum;
}

/** The SHA-256 of a file in a list as sha256sum writes it, or in a text that is one bare checksum. */
export function fromSums(text: string, file: string): string | undefined {
  for (const line of text.split("\n")) {
    const [checksum = "", name] = line.trim().split(/\s+\*?/);
    if (/^[0-9a-f]{64}$/.test(checksum) && (name === undefined || name === file)) return checksum;
  }
  return undefined;
}

/** The SHA-256 that GitHub states for a file of a release. */
export function fromGithubRelease(text: string, file: string): string | undefined {
  const release: { assets?: { name: string; digest?: string | null }[] } = JSON.parse(text);
  const digest = release.assets?.find((asset) => asset.name === file)?.digest;
  return digest?.match(/^sha256:([0-9a-f]{64})$/)?.[1];
}

async function save(url: string, target: string): Promise<string> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS) });
  if (!answer.ok || answer.body === null) throw new Error(`${url} answers ${answer.status}`);
  const hash = createHash("sha256");
  const hashing = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(Readable.fromWeb(answer.body), hashing, createWriteStream(target, { mode: 0o700 }));
  return hash.digest("hex");
}
