import type { JsonObject } from "../../core/json.ts";
import type { ObjectChange } from "../diff/changes.ts";
import { type FieldPath, type Hand, handsOn, holds, isRestart, textOf } from "../live/hands.ts";
import type { LiveLook } from "../live/live-diff.ts";
import { differences } from "../live/normal.ts";
import { scaledKey } from "../live/scaled.ts";
import { keyOf, type RenderedObject } from "../render/object.ts";

/** One object of a release that is not as its chart wants it. */
export interface LiveFinding {
  readonly object: string;
  readonly finding: "gone" | "differs" | "added by hand" | "restarted by hand" | "marked by hand";
  /** Paths of fields; never their values. */
  readonly fields: readonly string[];
  /** Who set them, and when; empty if the API server does not remember a person. */
  readonly by: string;
}

/** The objects of the releases against the cluster. */
export interface LiveDrift {
  readonly findings: readonly LiveFinding[];
  /** What people did that changes nothing of what is wanted: told, and no drift. */
  readonly told: readonly LiveFinding[];
  /** What could not be compared, and why. */
  readonly untold: readonly string[];
}

/** Where the objects of the releases are not as their charts want them, and who made them so. */
export function liveDrift({
  changes,
  live,
  untold,
  rendered,
}: Pick<LiveLook, "changes" | "live" | "untold" | "rendered">): LiveDrift {
  const brought = rendered.objects.filter(({ release }) => release !== undefined);
  const keys = new Set(brought.map(keyOf));
  const differing = changes.filter(({ after }) => after !== undefined && keys.has(keyOf(after)));
  const scaled = new Set(rendered.objects.flatMap(scaledKey));
  const added = brought.flatMap((object) => {
    const key = keyOf(object);
    return addedByHand(object, live.get(key), scaled.has(key));
  });
  const [told, found] = [added.filter(isHarmless), added.filter((one) => !isHarmless(one))];
  return {
    findings: [...differing.map((change) => difference(change, live)), ...found],
    told,
    untold: Object.entries({ ...rendered.skipped, ...untold }).map(([what, why]) => `${what}: ${why}`),
  };
}

function isHarmless({ finding }: LiveFinding): boolean {
  return finding === "restarted by hand" || finding === "marked by hand";
}

function difference({ id, change, before, after }: ObjectChange, live: ReadonlyMap<string, JsonObject>): LiveFinding {
  if (change === "added" || after === undefined) return { object: id, finding: "gone", fields: [], by: "" };
  const fields = differences(before?.object, after.object);
  const found = live.get(keyOf(after));
  const hands = found === undefined ? [] : handsOn(found);
  const touched = (hand: Hand) => hand.fields.some((field) => fields.some((path) => overlaps(textOf(field), path)));
  return { object: id, finding: "differs", fields, by: hands.filter(touched).map(signature).join(", ") };
}

/** Whether one of two fields lies in the other. */
function overlaps(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one);
}

/** What people have set that the chart says nothing of. */
function addedByHand(
  { id, object }: RenderedObject,
  live: JsonObject | undefined,
  scaled: boolean,
): readonly LiveFinding[] {
  if (live === undefined) return [];
  return handsOn(live).flatMap((hand) => {
    const fields = hand.fields.filter(
      (field) => !holds(object, field) && !(scaled && textOf(field) === "spec.replicas"),
    );
    const kinds = new Map<LiveFinding["finding"], string[]>();
    for (const field of fields) kinds.set(kindOf(field), [...(kinds.get(kindOf(field)) ?? []), textOf(field)]);
    return [...kinds].map(([finding, paths]) => ({ object: id, finding, fields: paths, by: signature(hand) }));
  });
}

function kindOf(field: FieldPath): LiveFinding["finding"] {
  if (isRestart(field)) return "restarted by hand";
  return field[0] === "f:metadata" ? "marked by hand" : "added by hand";
}

function signature({ with: program, when }: Hand): string {
  return when === "" ? program : `${program}, ${when}`;
}
