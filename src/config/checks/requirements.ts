import { nearest } from "../../core/nearest.ts";
import { describeFault, type OrderFault, order } from "../../core/order.ts";
import { catalogOf } from "../installed.ts";
import { showPath } from "../path.ts";
import type { Check } from "./check.ts";

/** Everything that a component or an app requires is there, and nothing requires itself in a circle. */
export const requirements: Check = function* ({ environment, catalog }) {
  const items = [
    ...catalogOf(environment, catalog).map(({ name, requires }) => ({ name, requires, group: "components" })),
    ...Object.entries(environment.apps).map(([name, { requires }]) => ({ name, requires, group: "apps" })),
  ];
  for (const fault of order(items).faults) {
    const first = fault.kind === "missing" ? fault.name : (fault.names[0] ?? "");
    const group = items.find(({ name }) => name === first)?.group ?? "apps";
    yield {
      // What a component requires is not said in the stack file, what an app requires is.
      path: showPath(["environment", group, first, ...(group === "apps" ? ["requires"] : [])]),
      message: `${describeFault(fault)}${remedy(
        fault,
        catalog.map(({ name }) => name),
        items.map(({ name }) => name),
      )}`,
    };
  }
};

function remedy(fault: OrderFault, known: readonly string[], present: readonly string[]): string {
  if (fault.kind === "cycle") return "; take one of the requirements away";
  const { name, requirement } = fault;
  if (known.includes(requirement)) return `; add environment.components.${requirement}: {}`;
  const meant = nearest(
    requirement,
    [...known, ...present].filter((other) => other !== name),
  );
  return `; ${meant === undefined ? "" : `did you mean '${meant}'? `}add it, or take the requirement away`;
}
