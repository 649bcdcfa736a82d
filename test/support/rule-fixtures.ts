import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { mapAt, mapsAt, textAt } from "../../src/core/fields.ts";
import { isObject, type JsonObject } from "../../src/core/json.ts";
import type { RuleSettings } from "../../src/rules/judge.ts";
import { library } from "../../src/rules/library.ts";
import { podOf } from "../../src/rules/pods.ts";
import type { JudgedObject, Rule } from "../../src/rules/rule.ts";
import { debugged, podVariants } from "./pod-variants.ts";
import { root } from "./stack.ts";

/** Objects for one rule: it finds something in each file that is named `bad…`, and nothing in one named `good…`. */
export interface RuleFixture {
  readonly rule: string;
  /** `<rule>/<file>`, without its ending. */
  readonly name: string;
  readonly bad: boolean;
  readonly objects: readonly JudgedObject[];
  /**
   * Made from another fixture: with a workload of another kind, or containers that run first; or with a pod to which they were added
   * while it ran, and none can be created so.
   */
  readonly variant?: "made" | "added";
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

/** Rules about what a workload says itself, not about what is added to its pods. */
const ofOwn = ["ownership", "resources"];

/** Fixtures of every rule as their files say them, by name. */
const written: readonly RuleFixture[] = readdirSync(folder)
  .sort()
  .flatMap((rule) =>
    readdirSync(join(folder, rule))
      .sort()
      .map((file) => readFixture(rule, file)),
  );

/** The fixtures of every rule; those of rules about pods in every kind that pods come from, and in containers that run first, too. */
export const ruleFixtures: readonly RuleFixture[] = written.flatMap((fixture) => [fixture, ...variantsOf(fixture)]);

function variantsOf(fixture: RuleFixture): readonly RuleFixture[] {
  const { kinds = [] }: Partial<Rule> = library.find(({ id }) => id === fixture.rule) ?? {};
  const workload = fixture.objects.find(({ object }) => kinds.includes(String(object.kind)) && podOf(object));
  // A rule about single kinds has fixtures of its own for each of them.
  if (!kinds.includes("ReplicaSet") || workload === undefined) return [];
  const good = written.find(({ name }) => name === "host-access/good")?.objects[0]?.object;
  // A rule about what serves does not look at what runs before it.
  const [clean] = good !== undefined && kinds.includes("Job") ? mapsAt(podOf(good), "containers") : [];
  const made = podVariants(workload.object, kinds, clean).map(({ name, object }) => ({
    ...fixture,
    name: `${fixture.name}-${name}`,
    variant: "made" as const,
    objects: fixture.objects.map((one) => (one === workload ? judged(object) : aimedAt(object, workload, one))),
  }));
  const pod = clean === undefined || ofOwn.includes(fixture.rule) ? undefined : debugged(workload.object, clean);
  if (pod === undefined) return made;
  return [...made, { ...fixture, name: `${fixture.name}-added`, objects: [judged(pod)], variant: "added" }];
}

/** An autoscaler of one workload, at another one. */
function aimedAt({ kind, metadata }: JsonObject, { object: former }: JudgedObject, other: JudgedObject): JudgedObject {
  const target = mapAt(other.object, "spec", "scaleTargetRef");
  if (target.name !== textAt(former, "metadata", "name")) return other;
  const scaleTargetRef = { ...target, kind: String(kind), name: textAt(metadata, "name") };
  return { ...other, object: { ...other.object, spec: { ...mapAt(other.object, "spec"), scaleTargetRef } } };
}

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
