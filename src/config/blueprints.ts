import { z } from "zod";
import { isObject, type Json, type JsonObject, overlay } from "../core/json.ts";
import { named } from "./named.ts";
import { parsePath, showPath, valueAt } from "./path.ts";

/** What several apps have in common, by name. */
export const blueprintsSchema = z
  .record(named("releaseName"), z.record(z.string(), z.json()))
  .default({})
  .describe("What apps that are `like` it have in common: any keys of an app, by name; one may be `like` another.");

/** A document in which every app has what it takes over from its blueprints, laid under its own. */
export function withBlueprints(document: JsonObject): JsonObject {
  const { apps } = document;
  if (!isObject(apps)) return document;
  const expanded = Object.entries(apps).map(([name, app]) => {
    const layers = isObject(app) ? chain(app.like, document).map(({ blueprint }) => blueprint) : [];
    return [name, isObject(app) ? overlay(layers.reduceRight(overlay, {}), app) : app];
  });
  return { ...document, apps: Object.fromEntries(expanded) };
}

/** A place of an app as the stack file has it: where it says nothing of its own, the place in the blueprint that does. */
export function statedAt(path: string, document: JsonObject): string {
  const [root, apps, name, ...rest] = parsePath(path);
  if (root !== "environment" || apps !== "apps" || name === undefined || rest.length === 0) return path;
  const app = valueAt(document, ["apps", name]);
  if (!isObject(app) || valueAt(app, rest) !== undefined) return path;
  const holder = chain(app.like, document).find(({ blueprint }) => valueAt(blueprint, rest) !== undefined);
  return holder === undefined ? path : showPath(["environment", "blueprints", holder.name, ...rest]);
}

interface Layer {
  readonly name: string;
  readonly blueprint: JsonObject;
}

/** The blueprints that count for what is like one, the nearest first; one that is not there, or comes again, ends it. */
function chain(like: Json | undefined, document: JsonObject, seen: readonly string[] = []): readonly Layer[] {
  const blueprint = isObject(document.blueprints) && typeof like === "string" ? document.blueprints[like] : undefined;
  if (typeof like !== "string" || !isObject(blueprint) || seen.includes(like)) return [];
  return [{ name: like, blueprint }, ...chain(blueprint.like, document, [...seen, like])];
}
