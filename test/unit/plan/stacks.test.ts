import { deepEqual, equal } from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalog } from "../../../src/catalog/catalog.ts";
import { listStacks } from "../../../src/config/stack-file.ts";
import { isObject, type Json, type JsonObject } from "../../../src/core/json.ts";
import type { ObjectPlan } from "../../../src/plan/objects.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import { matchesGolden } from "../../support/golden.ts";
import { planOf, root } from "../../support/stack.ts";

const stacks = await listStacks(root);

/** The cluster's policies by name: their expressions are held to the rules' fixtures, by a real API server. */
function withoutExpressions(planned: ObjectPlan): ObjectPlan {
  return planned.object.kind === "ValidatingAdmissionPolicy" ? { ...planned, object: { spec: "…" } } : planned;
}

function listFiles(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

/** The values of the reference product's release. */
function valuesOf({ releases }: Plan): JsonObject {
  return releases.find(({ name }) => name === "imprun")?.values ?? {};
}

/** What is at a dotted path of values. */
function at(values: JsonObject, path: string): Json | undefined {
  return path.split(".").reduce<Json | undefined>((value, key) => (isObject(value) ? value[key] : undefined), values);
}

describe("stacks of this project", () => {
  for (const stack of stacks) {
    it(`${stack} plans as the golden file says`, async () => {
      const plan = await planOf(root, stack, catalog);
      // The hash follows every edit of a chart; charts have goldens of their own, and so have dashboards.
      const stable = JSON.stringify({ ...plan, objects: plan.objects.map(withoutExpressions) }, null, 2)
        .replaceAll(/"contentHash": "[0-9a-f]{12}"/g, '"contentHash": "…"')
        .replaceAll(/("[a-z]+\.json"): "(?:[^"\\]|\\.)*"/g, '$1: "…"');
      matchesGolden(`test/fixtures/golden/${stack}.json`, `${stable}\n`);
    });

    it(`${stack} is planned the same every time, each release after what it requires`, async () => {
      const plan = await planOf(root, stack, catalog);
      deepEqual(await planOf(root, stack, catalog), plan);
      const names = plan.releases.map(({ name }) => name);
      for (const { name, requires } of plan.releases) {
        for (const requirement of requires)
          equal(names.indexOf(requirement) < names.indexOf(name), true, `${requirement} before ${name}`);
      }
    });
  }

  it("a controller that restarts what is annotated is there only where something is", async () => {
    const charts = listFiles(join(root, "charts")).map((file) => readFileSync(file, "utf8"));
    for (const stack of stacks) {
      const { releases } = await planOf(root, stack, catalog);
      const texts = [...charts, ...releases.map(({ values }) => JSON.stringify(values))];
      const wanted = texts.some((text) => /reloader\.stakater\.com|"autoReloadAll":true/.test(text));
      equal(
        releases.some(({ name }) => name === "reloader"),
        wanted,
        stack,
      );
    }
  });

  it("a failed upgrade is taken back at once in staging, where it is tried, as in prod", async () => {
    for (const stack of ["staging", "prod"]) {
      const kept = (await planOf(root, stack, catalog)).releases.flatMap(({ name, atomic }) => (atomic ? [] : [name]));
      deepEqual(kept, [], stack);
    }
  });

  it("no release takes longer than 5 minutes, or keeps more than 10 revisions", async () => {
    for (const stack of stacks) {
      for (const { name, timeoutSeconds, maxHistory } of (await planOf(root, stack, catalog)).releases) {
        equal(timeoutSeconds <= 300 && maxHistory <= 10, true, `${stack} ${name}`);
      }
    }
  });
});

describe("a new environment", () => {
  it("is one new file", async () => {
    const directory = mkdtempSync(join(tmpdir(), "qa-"));
    try {
      for (const file of ["Pulumi.yaml", ...stacks.map((stack) => `Pulumi.${stack}.yaml`)])
        cpSync(join(root, file), join(directory, file));
      symlinkSync(join(root, "charts"), join(directory, "charts"));
      writeFileSync(
        join(directory, "Pulumi.qa.yaml"),
        [
          "config:",
          "  imprun:environment:",
          "    tier: staging",
          "    domain: qa.imprun.dev",
          "    cluster: { kind: kubeconfig, context: qa }",
          "    apps:",
          "      imprun:",
          "        images: { imprun-server: imprun/imprun-server:rc-1 }",
          "        hosts: { imprun-server: api.qa.imprun.dev }",
          "",
        ].join("\n"),
      );
      const plan = await planOf(directory, "qa", catalog);
      equal(plan.cluster.identifier, "qa");
      equal(at(valuesOf(plan), "imprun-server.image.tag"), "rc-1");
      deepEqual(await listStacks(directory), [...stacks, "qa"].sort());
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
