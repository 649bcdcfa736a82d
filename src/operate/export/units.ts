import { isObject, type JsonObject } from "../../core/json.ts";
import { type Problem, UserError } from "../../core/problem.ts";
import type { Plan } from "../../plan/plan.ts";
import { renderPlan } from "../render/render.ts";
import { declaredScopes, withNamespace } from "./scope.ts";

/** Name of the unit that holds every definition of a kind: they come before all else. */
const definitions = "crds";
/** Name of the unit that holds what was sealed for the tree. */
export const sealedUnit = "sealed";
/** Name of the unit that holds what the program creates by itself: namespaces, issuers, certificates, stores. */
const own = "platform";

/** A Secret with data: it is not written as it is. */
export interface PlainSecret {
  /** The release whose chart makes it; without one, the program does. */
  readonly unit?: string;
  readonly name: string;
  readonly namespace: string;
}

/** The objects of one environment, as they are written: by unit, and without any Secret's data. */
export interface Units {
  /** `crds`, `platform`, and one for each release, by name. */
  readonly objects: ReadonlyMap<string, readonly JsonObject[]>;
  readonly secrets: readonly PlainSecret[];
}

/** When an object with one of these hooks is created, something else is under way than an install or an upgrade. */
const arriving = ["crd-install", "pre-install", "post-install", "pre-upgrade", "post-upgrade"];

/**
 * Renders an environment unit by unit.
 * @throws UserError if a release cannot be rendered, or has the name of a unit that is there anyway.
 */
export async function renderUnits(plan: Plan, directory: string, helm: string): Promise<Units> {
  const all = [...plan.releases, ...plan.delivered];
  refuseReserved(all.map(({ name }) => name));
  const bare: Plan = { ...plan, namespaces: [], secrets: [], objects: [], releases: [], delivered: [] };
  const problems: Problem[] = [];
  const render = async (part: Partial<Plan>) => {
    const { objects, skipped } = await renderPlan({ ...bare, ...part }, directory, helm);
    problems.push(...Object.entries(skipped).map(([path, message]) => ({ path, message })));
    return objects.map(({ object }) => object).filter(isWritten);
  };
  const { namespaces, objects } = plan;
  const rendered = await Promise.all([
    render({ namespaces, objects }).then((made) => ({ unit: own, namespace: "", made })),
    ...all.map(async (release) => {
      const { name: unit, namespace } = release;
      return { unit, namespace, made: await render({ releases: [release] }) };
    }),
  ]);
  if (problems.length > 0) throw new UserError("Not everything can be rendered; nothing was written.", problems);
  const scopes = declaredScopes(rendered.flatMap(({ made }) => made));
  const units = rendered.map(({ unit, namespace, made }) => ({
    unit,
    made: made.map((object) => withNamespace(object, namespace, scopes)),
  }));
  const everything = units.flatMap(({ made }) => made);
  return {
    objects: new Map(
      [
        { unit: definitions, made: firstOfEach(everything.filter(isDefinition)) },
        ...units.map(({ unit, made }) => ({
          unit,
          made: made.filter((object) => !isDefinition(object) && !holdsData(object)),
        })),
      ]
        .filter(({ made }) => made.length > 0)
        .map(({ unit, made }) => [unit, made]),
    ),
    secrets: units.flatMap(({ unit, made }) => made.filter(holdsData).map((object) => ({ unit, ...placeOf(object) }))),
  };
}

function refuseReserved(names: readonly string[]): void {
  const taken = names.filter((name) => [definitions, own, sealedUnit].includes(name));
  if (taken.length === 0) return;
  throw new UserError(
    "The names of some releases are taken; nothing was written.",
    taken.map((name) => ({
      path: `release ${name}`,
      message: `export writes a folder '${name}' of its own; give the app another name`,
    })),
  );
}

/** Whether an object is there after an install: a test, and what only a removal calls for, is not. */
function isWritten({ metadata }: JsonObject): boolean {
  const annotations = isObject(metadata) && isObject(metadata.annotations) ? metadata.annotations : {};
  const hooks = annotations["helm.sh/hook"];
  if (hooks === undefined) return true;
  return String(hooks)
    .split(",")
    .some((hook) => arriving.includes(hook.trim()));
}

/** Two charts may bring the same definition: Helm leaves the one of the release that came first. */
function firstOfEach(objects: readonly JsonObject[]): readonly JsonObject[] {
  const names = objects.map((object) => placeOf(object).name);
  return objects.filter((_, index) => names.indexOf(names[index] ?? "") === index);
}

function isDefinition({ kind }: JsonObject): boolean {
  return kind === "CustomResourceDefinition";
}

/** One without data holds nothing yet: somebody in the cluster fills it. */
function holdsData({ kind, data, stringData }: JsonObject): boolean {
  return kind === "Secret" && [data, stringData].some((held) => isObject(held) && Object.keys(held).length > 0);
}

function placeOf({ metadata }: JsonObject): { readonly name: string; readonly namespace: string } {
  const { name, namespace } = isObject(metadata) ? metadata : {};
  return { name: String(name), namespace: String(namespace ?? "") };
}
