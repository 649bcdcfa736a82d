import { describeFault, order } from "../../core/order.ts";
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
      path: showPath(["environment", group, first]),
      message: `${describeFault(fault)}${remedy(fault, catalog)}`,
    };
  }
};

function remedy(
  fault: ReturnType<typeof order>["faults"][number],
  catalog: readonly { readonly name: string }[],
): string {
  if (fault.kind === "cycle") return "; take one of the requirements away";
  return catalog.some(({ name }) => name === fault.requirement)
    ? `; add environment.components.${fault.requirement}: {}`
    : "; add it, or take the requirement away";
}
