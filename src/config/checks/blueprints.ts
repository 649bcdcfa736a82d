import { choice } from "../../core/choice.ts";
import { nearest } from "../../core/nearest.ts";
import { describeFault, order } from "../../core/order.ts";
import { showPath } from "../path.ts";
import type { Check } from "./check.ts";

/** What an app or a blueprint is like is there, and none is like itself. */
export const blueprints: Check = function* ({ environment }) {
  const known = Object.keys(environment.blueprints);
  const users = [
    ...Object.entries(environment.apps).map(([name, { like }]) => ({ path: ["environment", "apps", name], like })),
    ...Object.entries(environment.blueprints).map(([name, { like }]) => ({
      path: ["environment", "blueprints", name],
      like,
    })),
  ];
  for (const { path, like } of users) {
    if (like === undefined || known.includes(String(like))) continue;
    const meant = nearest(String(like), known);
    const hint = meant === undefined ? "" : `did you mean '${meant}'? `;
    yield {
      path: showPath([...path, "like"]),
      message: `there is no blueprint '${like}'; ${hint}${known.length === 0 ? "there is none" : `use ${choice(known)}`}`,
    };
  }
  const items = Object.entries(environment.blueprints).map(([name, { like }]) => ({
    name,
    requires: like === undefined || !known.includes(String(like)) ? [] : [String(like)],
  }));
  for (const fault of order(items).faults) {
    if (fault.kind !== "cycle") continue;
    yield {
      path: showPath(["environment", "blueprints", fault.names[0] ?? "", "like"]),
      message: `${describeFault(fault)}; take one \`like\` away`,
    };
  }
};
