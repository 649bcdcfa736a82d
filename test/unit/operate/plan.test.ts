import { deepEqual, equal, match } from "node:assert/strict";
import { planReport } from "../../../src/operate/plan.ts";
import { root } from "../../support/stack.ts";

describe("plan", () => {
  it("shows what each object holds, and of files how long they are", async () => {
    const { sections } = await planReport({
      directory: root,
      stack: "prod",
      override: {},
      terminal: { coloured: false, interactive: false, say: () => {} },
      yes: false,
      signal: new AbortController().signal,
    });
    const items = sections.flatMap((section) => (section.kind === "list" ? section.items : []));
    deepEqual(
      items.filter((item) => /[├└]─ \w+ \{\}/.test(item)),
      [],
    );
    const dashboard = items.find((item) => item.startsWith("ConfigMap/observability/dashboard-services")) ?? "";
    match(dashboard, /└─ data\n {5}services\.json: \d{4,} characters$/);
    equal(dashboard.includes("spec"), false);
  });
});
