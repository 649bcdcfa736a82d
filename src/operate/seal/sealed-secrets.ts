import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { type EncryptedFiles, sealedFolder } from "../../config/encrypted-files.ts";
import { isObject, type JsonObject } from "../../core/json.ts";
import { ownerLabels } from "../../core/labels.ts";
import { placeholders } from "../../core/template.ts";
import type { SecretPlan } from "../../plan/secrets.ts";
import type { Context } from "../context.ts";
import type { NewValue } from "./missing-values.ts";
import { runWithSecret } from "./run.ts";

/** What kubeseal is called with. */
export interface Sealer {
  /** Path of kubeseal. */
  readonly kubeseal: string;
  /** Arguments that say whose certificate the values are sealed for. */
  readonly certificate: readonly string[];
}

/** Seals values for one cluster's controller and adds them to the stack's SealedSecrets; returns the files. */
export async function sealForCluster(
  values: readonly NewValue[],
  { sealed }: EncryptedFiles,
  sealer: Sealer,
  { directory, stack }: Context,
): Promise<readonly string[]> {
  const folder = sealedFolder(stack);
  await mkdir(join(directory, folder), { recursive: true });
  const files: string[] = [];
  for (const secret of new Set(values.map((value) => value.secret))) {
    const data: Record<string, string> = {};
    for (const { key, value } of values.filter((value) => value.secret === secret)) {
      data[key] = (await sealOne(secret, value, sealer, directory)).trim();
    }
    const file = join(folder, `${secret.name}.yaml`);
    const content = stringify(sealedSecret(secret, { ...encryptedData(secret, sealed), ...data }), { lineWidth: 0 });
    await writeFile(join(directory, `${file}.new`), content);
    await rename(join(directory, `${file}.new`), join(directory, file));
    files.push(file);
  }
  return files;
}

function sealOne(
  { name, namespace }: SecretPlan,
  value: string,
  { kubeseal, certificate }: Sealer,
  cwd: string,
): Promise<string> {
  return runWithSecret(
    kubeseal,
    ["--raw", "--namespace", namespace, "--name", name, "--from-file=/dev/stdin", ...certificate],
    value,
    cwd,
  );
}

/** The values that a stack's SealedSecret already holds. */
export function encryptedData({ name, namespace }: SecretPlan, sealed: EncryptedFiles["sealed"]): JsonObject {
  const spec = sealed[`${namespace}/${name}`]?.spec;
  return isObject(spec) && isObject(spec.encryptedData) ? spec.encryptedData : {};
}

/** The object that the controller opens; composed values are put together by it. */
function sealedSecret({ name, namespace, owner, keys, type }: SecretPlan, data: JsonObject): JsonObject {
  const composed = keys.flatMap(({ key, source }) =>
    source.from === "template" ? [[key, controllerTemplate(source.text)] as const] : [],
  );
  return {
    apiVersion: "bitnami.com/v1alpha1",
    kind: "SealedSecret",
    metadata: { name, namespace, labels: ownerLabels(owner) },
    spec: {
      encryptedData: data,
      template: {
        type,
        metadata: { name, namespace, labels: ownerLabels(owner) },
        ...(composed.length === 0 ? {} : { data: Object.fromEntries(composed) }),
      },
    },
  };
}

/** A template in the controller's own language, where a key is looked up by name. */
function controllerTemplate(text: string): string {
  return placeholders(text).reduce(
    (filled, name) =>
      filled.replaceAll(
        new RegExp(`\\{\\{\\s*${name.replaceAll(".", "\\.")}\\s*\\}\\}`, "g"),
        `{{ index . "${name}" }}`,
      ),
    text,
  );
}
