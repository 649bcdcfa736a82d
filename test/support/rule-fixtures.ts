import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { textAt } from "../../src/core/fields.ts";
import { isObject, type JsonObject } from "../../src/core/json.ts";
import type { RuleSettings } from "../../src/rules/judge.ts";
import { library } from "../../src/rules/library.ts";
import type { JudgedObject } from "../../src/rules/rule.ts";
import { root } from "./stack.ts";

/** Objects for one rule: it finds something in each file that is named `bad…`, and nothing in one named `good…`. */
export interface RuleFixture {
  readonly rule: string;
  /** `<rule>/<file>`, without its ending. */
  readonly name: string;
  readonly bad: boolean;
  readonly objects: readonly JudgedObject[];
}

const folder = join(root, "test/fixtures/rules");

/** Namespaces that the fixtures' objects live in, or are. */
export const fixtureNamespaces = ["fixtures", "closed", "open", "ajar", "allowing"];

/** What the fixtures are judged with: tier prod, in which every rule holds. */
export const fixtureSettings: RuleSettings = {
  tier: "prod",
  imageRegistry: "docker.io",
  appNamespaces: fixtureNamespaces,
  parameters: Object.fromEntries(library.map(({ id, parameters }) => [id, parameters.parse({})])),
  exceptions: [],
};

/** The fixtures of every rule, by name. */
export const ruleFixtures: readonly RuleFixture[] = readdirSync(folder)
  .sort()
  .flatMap((rule) =>
    readdirSync(join(folder, rule))
      .sort()
      .map((file) => readFixture(rule, file)),
  );

function readFixture(rule: string, file: string): RuleFixture {
  const documents = parseAllDocuments(readFileSync(join(folder, rule, file), "utf8"));
  const objects = documents.map((document): unknown => document.toJS()).filter(isObject);
  const name = `${rule}/${file.replace(/\.yaml$/, "")}`;
  return { rule, name, bad: file.startsWith("bad"), objects: objects.map(judged) };
}

function judged(object: JsonObject): JudgedObject {
  const [name, namespace] = [textAt(object, "metadata", "name"), textAt(object, "metadata", "namespace")];
  return { id: [namespace, object.kind, name].filter((part) => part !== "").join("/"), namespace, object };
}
