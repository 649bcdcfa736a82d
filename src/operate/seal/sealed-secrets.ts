import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { type EncryptedFiles, heldAnnotation, sealedFolder, sealedValues } from "../../config/encrypted-files.ts";
import type { JsonObject } from "../../core/json.ts";
import { ownerLabels } from "../../core/labels.ts";
import { placeholders } from "../../core/template.ts";
import { placesOf, type SecretPlace, valuesOf } from "../../plan/secret-places.ts";
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
  encrypted: EncryptedFiles,
  sealer: Sealer,
  { directory, stack }: Context,
): Promise<readonly string[]> {
  const folder = sealedFolder(stack);
  await mkdir(join(directory, folder), { recursive: true });
  const files: string[] = [];
  for (const secret of placesOf([...new Set(values.map((value) => value.secret))])) {
    const held = { ...sealedValues(encrypted, secret) };
    const names = Object.values(valuesOf(secret));
    for (const { name, value } of values.filter((value) => value.secret === secret.source)) {
      if (names.includes(name)) held[name] = (await sealOne(secret, value, sealer, directory)).trim();
    }
    const file = join(folder, `${secret.name}.yaml`);
    const content = stringify(sealedSecret(secret, held), { lineWidth: 0, aliasDuplicateObjects: false });
    await writeFile(join(directory, `${file}.new`), content);
    await rename(join(directory, `${file}.new`), join(directory, file));
    files.push(file);
  }
  return files;
}

function sealOne(
  { name, namespace }: SecretPlace,
  value: string,
  { kubeseal, certificate }: Sealer,
  cwd: string,
): Promise<string> {
  return runWithSecret(kubeseal, ["--raw", "--namespace", namespace, "--name", name, ...certificate], value, cwd);
}

/**
 * The object that the controller opens; composed values are put together by it. A value is sealed for its Secret, not for its
 * key: after a rotation the one before moves to another key as it is.
 */
function sealedSecret(place: SecretPlace, held: Readonly<Record<string, string>>): JsonObject {
  const { name, namespace, owner, keys, type } = place;
  const labels = { ...ownerLabels(owner), ...place.labels };
  const composed = keys.flatMap(({ key, source }) =>
    source.from === "template" ? [[key, controllerTemplate(source.text)] as const] : [],
  );
  const names = valuesOf(place);
  return {
    apiVersion: "bitnami.com/v1alpha1",
    kind: "SealedSecret",
    metadata: { name, namespace, labels, annotations: { [heldAnnotation]: JSON.stringify(names) } },
    spec: {
      encryptedData: Object.fromEntries(Object.entries(names).map(([key, value]) => [key, held[value] ?? ""])),
      template: {
        type,
        metadata: { name, namespace, labels },
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
