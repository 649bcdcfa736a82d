import { asList, asMap, equal, isMap, type Property, Unknown } from "../protocol/property.ts";
import type { Change } from "../protocol/provider.ts";

/** A path into nested properties: names and list positions. */
export type Path = (string | number)[];

/** The three versions of a value that a comparison looks at. */
export interface Versions {
  /** What the state says is there. */
  old: Property | undefined;
  /** What was asked for then; only what was asked for can be deleted. */
  oldInput: Property | undefined;
  new: Property | undefined;
}

/** Writes a path as the engine reads it: `spec.ports[0].name`, `metadata.labels["a.b/c"]`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    if (/[."[\]]/.test(step)) return `${text}["${step.replaceAll('"', '\\"')}"]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");
}

const present = (value: Property | undefined): Property | undefined => value ?? undefined;

/** Collects what changes; `isReplacing` says of a changed path and its new value whether it forces a replacement. */
export function compare(
  versions: Versions,
  isReplacing: (path: Path, value: Property | undefined) => boolean,
): Map<string, Change> {
  const found = new Map<string, Change>();
  const note = (path: Path, kind: Change["kind"], value: Property | undefined): void => {
    found.set(pathText(path), { kind, replace: isReplacing(path, value), input: kind === "delete" });
  };
  const visit = (path: Path, { old, oldInput, new: now }: Versions): void => {
    if (present(now) === undefined) {
      if (present(oldInput) !== undefined) note(path, "delete", undefined);
    } else if (present(old) === undefined) {
      note(path, "add", now);
    } else if (isMap(now) && isMap(old)) {
      const was = asMap(oldInput);
      const names = new Set([...Object.keys(now), ...Object.keys(was)]);
      for (const name of names) visit([...path, name], { old: old[name], oldInput: was[name], new: now[name] });
    } else if (Array.isArray(now) && Array.isArray(old)) {
      for (let index = 0; index < Math.max(now.length, old.length); index++) {
        const was = asList(oldInput)[index] ?? old[index];
        visit([...path, index], { old: old[index], oldInput: was, new: now[index] });
      }
    } else if (now instanceof Unknown || !equal(now, old)) {
      note(path, "update", now);
    }
  };
  visit([], versions);
  return found;
}
