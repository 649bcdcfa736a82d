import { deepEqual, equal, rejects } from "node:assert/strict";
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

  it("are what branches are deployed to", async () => {
    const stackOf = async (branch: string) =>
      Object(await stacksReport({ directory: root }, branch)).data.stacks[0].name;
    deepEqual(await Promise.all(["develop", "release/1.4", "main"].map(stackOf)), ["dev", "staging", "prod"]);
    const known = "branches that are: develop, release/*, main";
    await rejects(stackOf("release"), {
      problems: [{ path: "--branch", message: `'release' is deployed nowhere; ${known}` }],
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
