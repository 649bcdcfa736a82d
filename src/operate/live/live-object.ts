import { mapAt, mapsAt } from "../../core/fields.ts";
import { isSame, type JsonObject, overlay } from "../../core/json.ts";
import type { Api } from "../cluster/api.ts";
import type { ObjectChange } from "../diff/changes.ts";
import { maskSecret } from "../render/mask.ts";
import type { RenderedObject } from "../render/render.ts";
import { covers, normal } from "./normal.ts";
import { withoutDropped } from "./three-way.ts";

/** One object of a rendering, and where it is to be in the cluster. */
export interface Placed {
  readonly rendered: RenderedObject;
  /** What would be sent: with the marks that Helm puts on it. */
  readonly wanted: JsonObject;
  /** Path on the API server. */
  readonly path: string;
  /** What Helm sent last time; absent for what Helm does not know. */
  readonly last?: JsonObject;
}

/** An object of the cluster, and what becomes of it. */
export interface Looked {
  /** As it is, whole; absent if it is not there. Secrets are masked. */
  readonly live?: JsonObject;
  readonly change?: ObjectChange;
}

/** Looks at one object, and asks the API server what applying it would make of it: nothing is stored. @throws Error if it is not told. */
export async function lookAt(api: Api, placed: Placed, printKey: string): Promise<Looked> {
  const { rendered, wanted, path, last } = placed;
  const { id } = rendered;
  const { status, body } = await api.ask({ path });
  if (status === 404) return { change: { id, change: "added", after: { ...rendered, object: wanted } } };
  if (status !== 200) throw new Error(`${path}: ${body.message ?? status}`);
  if (rendered.object.kind === "Secret") return lookAtSecret(rendered, body, printKey);
  const live = body;
  const unchanged = last !== undefined && isSame(last, rendered.object) && covers(live, wanted);
  // Helm installs what lies in a folder `crds` once, and leaves it alone.
  if (rendered.installedOnce || unchanged) return { live };
  const { object: after, note } = await applied(api, placed, live);
  const [was, is] = [normal(live), normal(after)];
  const more = note === undefined ? {} : { note };
  const change = {
    id,
    change: "changed" as const,
    before: { ...rendered, object: was },
    after: { ...rendered, object: is },
  };
  return JSON.stringify(was) === JSON.stringify(is) && note === undefined
    ? { live }
    : { live, change: { ...change, ...more } };
}

/** What the API server would make of an object. */
async function applied(
  api: Api,
  { wanted, rendered, path, last }: Placed,
  live: JsonObject,
): Promise<{ readonly object: JsonObject; readonly note?: string }> {
  const owner = applier(live);
  const query = new URLSearchParams({
    dryRun: "All",
    force: "true",
    fieldManager: owner ?? "helm",
    fieldValidation: "Ignore",
  });
  const { status, body } = await api.ask({ method: "PATCH", path: `${path}?${query}`, apply: wanted });
  if (status === 200 || status === 201) {
    return { object: owner === undefined && last !== undefined ? withoutDropped(body, last, rendered.object) : body };
  }
  if (status === 401 || status === 403) throw new Error(`${path}: ${body.message ?? status}`);
  const message = String(body.message ?? status).split("\n")[0];
  return { object: overlay(live, wanted), note: `the API server refuses it: ${message}` };
}

/** Who owns an object's fields by server-side apply, of those that work for us: under that name, fields that are gone go, too. */
function applier(live: JsonObject): string | undefined {
  const entry = mapsAt(live, "metadata", "managedFields").find(
    ({ operation, subresource = "", manager }) =>
      operation === "Apply" && subresource === "" && /^(helm|pulumi)/.test(String(manager)),
  );
  return entry === undefined ? undefined : String(entry.manager);
}

/** A Secret is never sent anywhere: its keys are compared, and its values by what tells them apart. */
function lookAtSecret(rendered: RenderedObject, body: JsonObject, printKey: string): Looked {
  const { id, object, prints } = rendered;
  const { object: live, prints: livePrints = {} } = maskSecret(body, printKey);
  const wanted = keysOf(object);
  const known = keysOf(live);
  const others = Object.keys(prints ?? {}).filter((key) => key in livePrints && livePrints[key] !== prints?.[key]);
  if (wanted.join() === known.join() && others.length === 0) return { live };
  const side = (keys: readonly string[], text: (key: string) => string): RenderedObject => ({
    ...rendered,
    object: { ...object, data: Object.fromEntries(keys.map((key) => [key, text(key)])) },
  });
  const after = side(wanted, (key) => (others.includes(key) ? "[masked, another value]" : "[masked]"));
  return { live, change: { id, change: "changed", before: side(known, () => "[masked]"), after } };
}

function keysOf({ data, stringData }: JsonObject): readonly string[] {
  const keys = [data, stringData].flatMap((field) => Object.keys(mapAt(field)));
  return [...new Set(keys)].sort();
}
