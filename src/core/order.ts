/** Something that comes after others: `requires` are names of its like. */
export interface Ordered {
  readonly name: string;
  readonly requires: readonly string[];
}

/** What keeps items from being ordered. */
export type OrderFault =
  | { readonly kind: "missing"; readonly name: string; readonly requirement: string }
  | { readonly kind: "cycle"; readonly names: readonly string[] };

/**
 * Puts every item after what it requires; items that do not depend on each other are sorted by name, so that the order is the
 * same however they were written. Faults name both sides; with faults, `ordered` holds only what could be placed.
 */
export function order<Item extends Ordered>(
  items: readonly Item[],
): { readonly ordered: readonly Item[]; readonly faults: readonly OrderFault[] } {
  const names = new Set(items.map((item) => item.name));
  const missing = items.flatMap(({ name, requires }) =>
    requires
      .filter((requirement) => !names.has(requirement))
      .map((requirement) => ({ kind: "missing", name, requirement }) as const),
  );
  const ordered: Item[] = [];
  const placed = new Set(missing.map((fault) => fault.requirement));
  let waiting = [...items].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (;;) {
    const ready = waiting.find((item) => item.requires.every((requirement) => placed.has(requirement)));
    if (ready === undefined) break;
    ordered.push(ready);
    placed.add(ready.name);
    waiting = waiting.filter((item) => item !== ready);
  }
  const cycle = waiting.length > 0 ? [{ kind: "cycle", names: findCycle(waiting) } as const] : [];
  return { ordered, faults: [...missing, ...cycle] };
}

/** Walks from any waiting item to one that it waits for until a name comes again: that round is the cycle. */
function findCycle(waiting: readonly Ordered[]): readonly string[] {
  const byName = new Map(waiting.map((item) => [item.name, item]));
  const trail: string[] = [];
  let current = waiting[0];
  while (current !== undefined && !trail.includes(current.name)) {
    trail.push(current.name);
    const next = current.requires.find((requirement) => byName.has(requirement));
    current = next === undefined ? undefined : byName.get(next);
  }
  return current === undefined ? trail : [...trail.slice(trail.indexOf(current.name)), current.name];
}

/** A fault as a sentence that names both sides. */
export function describeFault(fault: OrderFault): string {
  return fault.kind === "missing"
    ? `'${fault.name}' requires '${fault.requirement}', which this environment does not have`
    : `these require each other in a circle: ${fault.names.join(" → ")}`;
}
