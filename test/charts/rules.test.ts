import { deepEqual, equal, match } from "node:assert/strict";
import { readdirSync } from "node:fs";
import { parseOverrides } from "../../src/config/override.ts";
import { UserError } from "../../src/core/problem.ts";
import { type CheckOptions, checkReport } from "../../src/operate/check.ts";
import type { Judgement } from "../../src/rules/judge.ts";
import { skip } from "../support/skip.ts";
import { root } from "../support/stack.ts";

const stacks = readdirSync(root).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
/** The stack files' exceptions count on this day. */
const day = "2026-11-30";

/** What a check of a stack says, with one-off changes. */
async function check(stack: string, options: CheckOptions = {}, ...assignments: readonly string[]) {
  const report = await checkReport(
    {
      directory: root,
      stack,
      override: parseOverrides(assignments),
      yes: false,
      signal: new AbortController().signal,
      terminal: { coloured: false, interactive: false, say: () => {} },
    },
    { day, ...options },
  );
  const data = report.data as Judgement & { readonly skipped: readonly string[] };
  return { ...report, data, broken: data.findings.map(({ rule, object }) => [rule, object]) };
}

describe("check", function () {
  this.timeout(120_000);

  for (const stack of stacks) {
    it(`finds nothing in ${stack}, and no exception that is too old or too much`, async function () {
      const { data, outcome } = await check(stack);
      deepEqual([data.findings, data.expired, data.endless, data.unused], [[], [], [], []]);
      const away = data.skipped.filter((line) => line.endsWith(" is not there; run: ./imprun charts vendor"));
      deepEqual(data.skipped, away);
      // What else there is was held against the rules: that alone says nothing of the stack.
      if (away.length > 0)
        skip(this, `not checked, for their charts are not here: ${away.map((line) => line.split(":")[0]).join(", ")}`);
      equal(outcome, "fine");
    });
  }

  it("finds what a stack file makes of a chart, says which object, and ends with 2", async () => {
    const { outcome, broken, headline } = await check(
      "dev",
      {},
      "apps.imprun.values.redis.image.registry=registry.example.com",
    );
    deepEqual(broken, [["image-registry", "imprun-system/StatefulSet/imprun-redis"]]);
    equal(outcome, "findings");
    match(headline, /^1 finding in \d+ objects by \d+ rules\.$/);
  });

  it("looks for one rule only where that is asked", async () => {
    const change = "apps.imprun.values.redis.image.registry=registry.example.com";
    equal((await check("dev", { rule: "probes" }, change)).broken.length, 0);
    equal((await check("dev", { rule: "image-registry" }, change)).broken.length, 1);
  });

  it("no longer takes an exception after its last day", async () => {
    const { data, broken, outcome } = await check("prod", { day: "2100-01-01" });
    const expired = data.expired.map(({ rule, object }) => [rule, object]);
    equal(expired.length > 0, true);
    deepEqual(broken.sort(), expired.sort());
    equal(outcome === "fine", false);
  });

  it("tells an exception that nothing needs", async () => {
    const exception = "{rule: probes, object: web/Deployment/web, reason: nobody knows why, expires: 2026-12-31}";
    const { data, outcome } = await check("dev", {}, `rules.exceptions=[${exception}]`);
    deepEqual(
      data.unused.map(({ object }) => object),
      ["web/Deployment/web"],
    );
    equal(outcome, "findings");
  });

  it("tells an exception that is for more than a year", async () => {
    const found = async (day: string) => (await check("prod", { day })).data.endless.map(({ expires }) => expires);
    deepEqual(await found("2026-06-30"), []);
    deepEqual(await found("2026-06-29"), ["2027-06-30", "2027-06-30"]);
  });

  for (const options of [{ rule: "prob" }, { rule: "replicas" }, { day: "tomorrow" }]) {
    it(`refuses ${JSON.stringify(options)}`, async () => {
      await check("dev", options).then(
        () => Promise.reject(new Error("was not refused")),
        (error: unknown) => equal(error instanceof UserError, true, String(error)),
      );
    });
  }
});
