import { mapAt } from "../../core/fields.ts";
import type { JsonObject } from "../../core/json.ts";
import { UserError } from "../../core/problem.ts";
import type { Plan } from "../../plan/plan.ts";
import { annotationsOf, metadataOf, type RenderedObject } from "../render/object.ts";
import { renderPlan } from "../render/render.ts";

/** Name of the unit that holds what was sealed for the tree. */
export const sealedUnit = "sealed";
/** Name of the unit that holds every definition of a kind: they come before all else. */
const definitions = "crds";
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
  /** Secrets that charts make. */
  readonly secrets: readonly PlainSecret[];
}

/** When an object with another hook is created, something else is under way than an install or an upgrade. */
const arriving = ["crd-install", "pre-install", "post-install", "pre-upgrade", "post-upgrade"];

/**
 * Renders an environment and divides it into units.
 * @throws UserError if a release cannot be rendered, or has the name of a unit that is there anyway.
 */
export async function renderUnits(plan: Plan, directory: string, helm: string): Promise<Units> {
  const releases = [...plan.releases, ...plan.delivered].map(({ name }) => name);
  refuseReserved(releases);
  const { objects, skipped } = await renderPlan({ ...plan, secrets: [] }, directory, helm);
  const problems = Object.entries(skipped).map(([path, message]) => ({ path, message }));
  if (problems.length > 0) throw new UserError("Not everything can be rendered; nothing was written.", problems);
  const written = objects.filter(isWritten).map((rendered) => ({ ...rendered, object: withNamespace(rendered) }));
  const secrets = written.filter(({ object }) => holdsData(object));
  const units = new Map<string, JsonObject[]>();
  const put = (unit: string, object: JsonObject) => units.set(unit, [...(units.get(unit) ?? []), object]);
  for (const { object } of written.filter(isDefinition)) put(definitions, object);
  for (const rendered of written) {
    if (!isDefinition(rendered) && !secrets.includes(rendered)) put(rendered.release ?? own, rendered.object);
  }
  return {
    objects: units,
    secrets: secrets.map(({ release = own, object }) => {
      const { name, namespace } = metadataOf(object);
      return { unit: release, name: String(name), namespace: String(namespace) };
    }),
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
function isWritten({ object }: RenderedObject): boolean {
  const hooks = annotationsOf(object)["helm.sh/hook"];
  if (hooks === undefined) return true;
  return String(hooks)
    .split(",")
    .some((hook) => arriving.includes(hook.trim()));
}

/** Helm is told the namespace with the command, and charts leave it out; whoever applies a file needs it there. */
function withNamespace({ id, object }: RenderedObject): JsonObject {
  const [namespace = "", ...rest] = id.split("/");
  const metadata = metadataOf(object);
  const complete = rest.length < 2 || metadata.namespace !== undefined;
  return complete ? object : { ...object, metadata: { ...metadata, namespace } };
}

function isDefinition({ object }: RenderedObject): boolean {
  return object.kind === "CustomResourceDefinition";
}

/** One without data holds nothing yet: somebody in the cluster fills it. */
function holdsData({ kind, data, stringData }: JsonObject): boolean {
  return kind === "Secret" && [data, stringData].some((held) => Object.keys(mapAt(held)).length > 0);
}
