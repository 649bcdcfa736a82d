import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { at, mapAt } from "../core/fields.ts";
import { isObject, type Json, type JsonObject } from "../core/json.ts";
import { UserError } from "../core/problem.ts";

/** What Pulumi.yaml says of the project. */
export interface ProjectFile {
  /** The namespace of its configuration keys. */
  readonly name: string;
  /** What stands under `config.<key>.default`, by key. */
  readonly settings: Readonly<Record<string, Json | undefined>>;
}

/** Reads the Pulumi.yaml of a checkout. @throws UserError if it is not YAML. */
export function readProjectFile(directory: string): ProjectFile {
  const { name, config } = readYamlMap(directory, "Pulumi.yaml");
  const settings = Object.entries(mapAt(config)).map(([key, declared]) => [key, at(declared, "default")]);
  return { name: String(name), settings: Object.fromEntries(settings) };
}

/** The content of a YAML file in a checkout; empty if the file is. @throws UserError if it is not YAML, or not a map. */
export function readYamlMap(directory: string, file: string): JsonObject {
  const document = parseDocument(readFileSync(join(directory, file), "utf8"));
  if (document.errors.length > 0) {
    throw new UserError(
      `${file} is not valid YAML.`,
      document.errors.map(({ message }) => ({ path: file, message: message.split("\n")[0]?.replace(/:$/, "") ?? "" })),
    );
  }
  const content: unknown = document.toJS();
  if (content === null || content === undefined) return {};
  if (!isObject(content))
    throw new UserError(`${file} is not a map.`, [{ path: file, message: "must hold keys and values" }]);
  return content;
}
