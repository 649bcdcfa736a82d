import { deepEqual, equal } from "node:assert/strict";
import { readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { listStacks } from "../../../src/config/stack-file.ts";
import { compareReport } from "../../../src/operate/compare.ts";
import { type Context, decide } from "../../../src/operate/context.ts";
import { stacksReport } from "../../../src/operate/stacks.ts";
import { root } from "../../support/stack.ts";

const project = join(root, "examples", "two-clusters");
const stacks = await listStacks(project);

const context = (stack: string): Context => ({
  directory: root,
  project,
  stack,
  override: {},
  yes: false,
  terminal: { coloured: false, interactive: false, say: () => {} },
  signal: new AbortController().signal,
});

describe("the example of two clusters", () => {
  it("is stack files, and a link to the platform's launcher", async () => {
    equal(readlinkSync(join(project, "imprun")), "../../imprun");
    const { data } = await stacksReport(context(""));
    deepEqual(data, {
      stacks: [
        { name: "frankfurt-prod", tier: "prod", cluster: "kubeconfig" },
        { name: "frankfurt-staging", tier: "staging", cluster: "sandbox" },
        { name: "seoul-prod", tier: "prod", cluster: "kubeconfig" },
        { name: "seoul-staging", tier: "staging", cluster: "sandbox" },
      ],
    });
  });

  for (const stack of stacks) {
    it(`${stack} runs the same two apps, at its own place`, async () => {
      const { plan } = await decide(context(stack));
      const [cluster = ""] = stack.split("-");
      deepEqual(
        plan.releases.filter(({ kind }) => kind === "app").map(({ name, chart }) => [name, chart.path]),
        [
          ["mailer", "../charts/service"],
          ["shop", "../charts/service"],
        ],
      );
      equal(plan.cluster.identifier.endsWith(cluster), true, plan.cluster.identifier);
      deepEqual(
        plan.secrets.map(({ name, namespace }) => `${namespace}/${name}`),
        ["shop/shop-session"],
      );
    });
  }

  it("names hosts, and nothing of how requests come to them", async () => {
    for (const stack of ["seoul-prod", "frankfurt-prod"]) {
      equal(/ingress|className/.test(readFileSync(join(project, `Pulumi.${stack}.yaml`), "utf8")), false);
      const { plan } = await decide(context(stack));
      const { app } = Object(plan.releases.find(({ name }) => name === "shop")?.values);
      deepEqual([app.ingress.enabled, app.ingress.className], [true, "traefik"]);
    }
  });

  it("shares nothing that belongs to one cluster or one environment", () => {
    const shared = readFileSync(join(project, "Pulumi.yaml"), "utf8");
    for (const own of ["seoul", "frankfurt", "staging", "prod", "example.org", "context:", "storageClass"])
      equal(shared.includes(own), false, own);
  });

  it("runs the same in both clusters of one environment, and says what does not", async () => {
    for (const environment of ["staging", "prod"])
      equal((await compareReport(context(`seoul-${environment}`), `frankfurt-${environment}`)).outcome, "fine");
    equal((await compareReport(context("seoul-prod"), "frankfurt-staging")).outcome, "findings");
  });
});
