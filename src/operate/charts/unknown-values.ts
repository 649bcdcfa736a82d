import { choice } from "../../core/choice.ts";
import { isObject, type JsonObject } from "../../core/json.ts";
import { nearest } from "../../core/nearest.ts";
import { type KnownKeys, takesAny } from "./known-keys.ts";

/** A value that a chart does not know: Helm would take it and nothing would read it. */
export interface UnknownValue {
  /** Dotted path of the value. */
  readonly path: string;
  readonly message: string;
}

/** Maps whose keys are Kubernetes' or the user's, whatever the chart's own example has. */
const free = /(annotations|labels|nodeSelector)$/i;

/** The values that a chart does not know, apart from what lies at or below a path that is open by design. */
export function unknownValues(values: JsonObject, known: KnownKeys, open: readonly string[]): readonly UnknownValue[] {
  return [...unknownBelow([], values, { known, root: known, open })];
}

interface Place {
  readonly known: KnownKeys;
  readonly root: KnownKeys;
  readonly open: readonly string[];
}

function* unknownBelow(path: readonly string[], values: JsonObject, place: Place): Iterable<UnknownValue> {
  const { known, root, open } = place;
  for (const [key, value] of Object.entries(values)) {
    const inner = [...path, key];
    const shown = inner.join(".");
    if (open.some((prefix) => shown === prefix || shown.startsWith(`${prefix}.`))) continue;
    const found = known.keys.get(key);
    if (found === undefined) {
      if (!takesAny(known) && !free.test(path.at(-1) ?? ""))
        yield { path: shown, message: unknownKey(inner, known, root) };
    } else if (isObject(value)) {
      if (found.keys.size === 0 && !takesAny(found))
        yield { path: shown, message: "a map is given, where the chart has a single value" };
      else yield* unknownBelow(inner, value, { ...place, known: found });
    } else if (found.keys.size > 0 && !takesAny(found) && value !== null) {
      yield {
        path: shown,
        message: `a single value is given, where the chart has a map of ${some([...found.keys.keys()])}`,
      };
    }
  }
}

function unknownKey(path: readonly string[], known: KnownKeys, root: KnownKeys): string {
  const key = path.at(-1) ?? "";
  const before = path.slice(0, -1);
  const sibling = nearest(key, [...known.keys.keys()]);
  const meant = sibling === undefined ? nearest(path.join("."), paths(root)) : [...before, sibling].join(".");
  if (meant !== undefined) return `the chart knows no such value; did you mean '${meant}'?`;
  const there = known.keys.size === 0 ? "nothing" : some([...known.keys.keys()]);
  return `the chart knows no such value; ${before.length === 0 ? "at the top" : `below '${before.join(".")}'`} it has ${there}`;
}

/** Names to choose from, cut short. */
function some(names: readonly string[]): string {
  const shown = names.slice(0, 12);
  return names.length > shown.length ? `${shown.join(", ")}, …` : choice(shown);
}

function paths(known: KnownKeys, before = ""): readonly string[] {
  return [...known.keys].flatMap(([key, inner]) => [`${before}${key}`, ...paths(inner, `${before}${key}.`)]);
}
