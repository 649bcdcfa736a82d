import { deepEqual, equal } from "node:assert/strict";
import { stacksReport } from "../../../src/operate/stacks.ts";
import { fixtureProject } from "../../support/project.ts";
import { root } from "../../support/stack.ts";

describe("stacks", () => {
  it("are every stack file, with tier and kind of cluster", async () => {
    const { data, outcome } = await stacksReport({ directory: root });
    equal(outcome, "fine");
    deepEqual(data, {
      stacks: [
        { name: "dev", tier: "dev", cluster: "sandbox" },
        { name: "prod", tier: "prod", cluster: "kubeconfig" },
        { name: "staging", tier: "staging", cluster: "kubeconfig" },
      ],
    });
  });

  it("are listed even where one of them is no good", async () => {
    const project = fixtureProject({ one: "test/fixtures/stacks/web.yaml", two: "test/fixtures/invalid/empty.yaml" });
    try {
      const { sections } = await stacksReport(project);
      deepEqual(sections[0]?.kind === "table" ? sections[0].rows : [], [
        ["one", "staging", "kubeconfig"],
        ["two", "", ""],
      ]);
    } finally {
      project.remove();
    }
  });
});
