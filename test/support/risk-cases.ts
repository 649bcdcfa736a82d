import { equal } from "node:assert/strict";
import { judge } from "../../src/operate/diff/risk/risk.ts";
import { changeOf } from "./rendered.ts";

/** A change of one object, and how it is told: its worst risk, and every reason. Nothing on a side where it is not there. */
export type RiskCase = readonly [title: string, before: string | undefined, after: string | undefined, found: string];

/** One test for each case, by the kind of its object. */
export function tellsRisks(cases: Readonly<Record<string, readonly RiskCase[]>>): void {
  for (const [kind, of] of Object.entries(cases)) {
    for (const [title, before, after, found] of of) {
      it(`${kind}, ${title}: ${found}`, () => {
        const [judged] = judge([changeOf(kind, before, after)]);
        equal(`${judged?.risk}: ${judged?.reasons.join("; ")}`, found);
      });
    }
  }
}
