import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { mapAt, textAt } from "../core/fields.ts";
import { isObject, type JsonObject } from "../core/json.ts";

/** Secrets that are kept encrypted in git, as they lie there; nothing here was decrypted. */
export interface EncryptedFiles {
  /** SealedSecrets of `secrets/<stack>/*.yaml`, by `namespace/name`. */
  readonly sealed: Readonly<Record<string, JsonObject>>;
  /** Encrypted values of `secrets/<stack>.sops.yaml`: Secret → name of the value → ciphertext. */
  readonly sops: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The sops file of a stack, from the root of the checkout. */
export function sopsFile(stack: string): string {
  return join("secrets", `${stack}.sops.yaml`);
}

/** The folder of a stack's SealedSecrets, from the root of the checkout. */
export function sealedFolder(stack: string): string {
  return join("secrets", stack);
}

/** Reads what a stack keeps encrypted in git. */
export function readEncryptedFiles(directory: string, stack: string): EncryptedFiles {
  return { sealed: readSealed(join(directory, sealedFolder(stack))), sops: readSops(join(directory, sopsFile(stack))) };
}

/** Annotation of a SealedSecret: for each key the name of the value that lies under it. */
export const heldAnnotation = "platform/held-values";

/** The encrypted values that a stack's SealedSecret holds, by the name of the value. */
export function sealedValues(
  { sealed }: EncryptedFiles,
  { name, namespace }: { readonly name: string; readonly namespace: string },
): Readonly<Record<string, string>> {
  const { metadata, spec } = sealed[`${namespace}/${name}`] ?? {};
  const held: unknown = JSON.parse(textAt(metadata, "annotations", heldAnnotation) || "{}");
  return Object.fromEntries(
    Object.entries(mapAt(spec, "encryptedData")).map(([key, text]) => [
      isObject(held) ? String(held[key] ?? key) : key,
      String(text),
    ]),
  );
}

function readSealed(folder: string): EncryptedFiles["sealed"] {
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .sort();
  const documents = files
    .flatMap((name) => parseAllDocuments(readFileSync(join(folder, name), "utf8")))
    .map((document) => document.toJS() as unknown)
    .filter(isObject)
    .filter(({ kind }) => kind === "SealedSecret");
  return Object.fromEntries(
    documents.map((document) => {
      const { namespace, name } = mapAt(document, "metadata");
      return [`${namespace}/${name}`, document];
    }),
  );
}

function readSops(path: string): EncryptedFiles["sops"] {
  if (!existsSync(path)) return {};
  const content: unknown = parse(readFileSync(path, "utf8"));
  if (!isObject(content)) return {};
  const secrets = Object.entries(content).filter(([name]) => name !== "sops");
  return Object.fromEntries(
    secrets.flatMap(([name, keys]) => {
      if (!isObject(keys)) return [];
      const values = Object.entries(keys).flatMap(([key, value]) =>
        typeof value === "string" ? [[key, value] as const] : [],
      );
      return [[name, Object.fromEntries(values)] as const];
    }),
  );
}
