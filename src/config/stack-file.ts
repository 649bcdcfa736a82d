import { readdir } from "node:fs/promises";
import { fingerprint } from "../core/digest.ts";
import { mapAt } from "../core/fields.ts";
import { isObject, type JsonObject } from "../core/json.ts";
import { nearest } from "../core/nearest.ts";
import { UserError } from "../core/problem.ts";
import { readProjectFile, readYamlMap } from "./project-file.ts";

/** A flat configuration key of a stack file, as far as it can be known without decrypting anything. */
export type ConfigEntry =
  | {
      readonly kind: "encrypted" /** Changes whenever a new value is set, and tells nothing about it. */;
      readonly fingerprint: string;
    }
  | { readonly kind: "plain" };

/** What the project's and one stack's files say, before it is checked. */
export interface StackFile {
  readonly stack: string;
  /** Name of the project, which is the namespace of its configuration keys. */
  readonly project: string;
  /** What all environments share (`shared` in Pulumi.yaml). */
  readonly shared: JsonObject;
  /** What this environment says (`environment` in the stack file). */
  readonly environment: JsonObject;
  /** The flat keys beside it, without their namespace. */
  readonly entries: Readonly<Record<string, ConfigEntry>>;
}

/** The name of a stack's file. */
export function stackFileName(stack: string): string {
  return `Pulumi.${stack}.yaml`;
}

/**
 * Reads Pulumi.yaml and one stack's file; needs neither the engine nor a passphrase.
 * @throws UserError if there is no such stack, or a file is not YAML.
 */
export async function readStackFile(directory: string, stack: string): Promise<StackFile> {
  const { name, settings } = readProjectFile(directory);
  const stacks = await listStacks(directory);
  if (!stacks.includes(stack)) throw unknownStack(stack, stacks);
  const file = readYamlMap(directory, stackFileName(stack));
  const own = Object.entries(mapAt(file, "config"))
    .filter(([key]) => key.startsWith(`${name}:`))
    .map(([key, value]) => [key.slice(name.length + 1), value] as const);
  const { environment, ...flat } = Object.fromEntries(own);
  return {
    stack,
    project: name,
    shared: mapAt(settings.shared),
    environment: mapAt(environment),
    entries: Object.fromEntries(Object.entries(flat).map(([key, value]) => [key, configEntry(value)])),
  };
}

/** The stacks of a project: every X for which there is a file Pulumi.X.yaml, sorted. */
export async function listStacks(directory: string): Promise<readonly string[]> {
  const files = await readdir(directory);
  return files.flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []).sort();
}

function unknownStack(stack: string, stacks: readonly string[]): UserError {
  const meant = nearest(stack, stacks);
  const known = stacks.length === 0 ? "there is none yet" : `there are ${stacks.join(", ")}`;
  return new UserError(`There is no stack '${stack}'.`, [
    {
      path: stackFileName(stack),
      message: `no such file; ${known}.${meant === undefined ? "" : ` Did you mean '${meant}'?`} A new environment is one new file of that name`,
    },
  ]);
}

function configEntry(value: unknown): ConfigEntry {
  return isObject(value) && typeof value.secure === "string"
    ? { kind: "encrypted", fingerprint: fingerprint(value.secure) }
    : { kind: "plain" };
}
