import { deepEqual, equal, throws } from "node:assert/strict";
import { readChartLock, readChartSupply } from "../../../src/config/chart-lock.ts";
import { readCharts } from "../../../src/config/charts.ts";
import { checkSettings, type Settings } from "../../../src/config/settings.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { planEnvironment } from "../../../src/plan/plan.ts";
import { ChartCheckout, component, sha256 } from "./checkout.ts";

const file = "web-1.0.0.tgz";
const content = Buffer.from("what stands for an archive");

describe("archives of a stack's charts", () => {
  let checkout: ChartCheckout;
  beforeEach(() => {
    checkout = new ChartCheckout();
  });
  afterEach(() => checkout.remove());

  const settings = (components: JsonObject = { web: {} }): Settings => {
    const { directory } = checkout;
    const environment = { tier: "dev", domain: "example.com", cluster: { kind: "sandbox" }, components };
    return checkSettings(
      { stack: "trial", project: "app", shared: {}, environment, entries: {} },
      {
        catalog: [component({ name: "web", version: "1.0.0" }, "https://charts.example.com")],
        charts: readCharts(directory),
        supply: readChartSupply(directory),
      },
    );
  };

  it("are planned as paths with a digest when they are there and right", () => {
    checkout.lock({ [file]: sha256(content) });
    checkout.write(`vendor/charts/${file}`, content);
    deepEqual(settings().missing, []);
    deepEqual(planEnvironment(settings()).releases[0]?.chart, {
      kind: "archive",
      name: "web",
      version: "1.0.0",
      path: `../vendor/charts/${file}`,
      repository: "https://charts.example.com",
      sha256: sha256(content),
    });
  });

  it("are missing, with the command that fetches them, when they are not there", () => {
    checkout.lock({ [file]: sha256(content) });
    const [problem, ...others] = planEnvironment(settings()).missing;
    deepEqual(others, []);
    equal(problem?.message, `not there: ${file}`);
    equal(problem?.fix?.endsWith(" charts vendor"), true);
  });

  it("are missing, with the command that locks them, when nothing says which is the right one", () => {
    checkout.write(`vendor/charts/${file}`, content);
    const { missing, releases } = planEnvironment(settings());
    deepEqual(
      missing.map(({ path, fix }) => [path, fix?.split(" ").slice(1).join(" ")]),
      [["charts.lock.yaml", "charts lock"]],
    );
    equal(releases[0]?.chart.kind === "archive" && "sha256" in releases[0].chart, false);
  });

  it("are refused, with both digests and the file, when they are not the locked ones", () => {
    checkout.lock({ [file]: "0".repeat(64) });
    checkout.write(`vendor/charts/${file}`, content);
    const told = (error: Error) =>
      [`vendor/charts/${file}`, sha256(content), "0".repeat(64), " charts vendor"].every((text) =>
        error.message.includes(text),
      );
    throws(() => settings(), told);
  });

  it("do not matter to a stack that does not install them", () => {
    checkout.lock({ [file]: "0".repeat(64) });
    checkout.write(`vendor/charts/${file}`, content);
    deepEqual(settings({}).missing, []);
  });
});

describe("charts.lock.yaml", () => {
  const checkout = new ChartCheckout();
  after(() => checkout.remove());

  it("may be absent, empty, or name a mirror", () => {
    deepEqual(readChartLock(checkout.directory), { archives: {} });
    checkout.write("charts.lock.yaml", "# nothing yet\n");
    deepEqual(readChartLock(checkout.directory), { archives: {} });
    checkout.write("charts.lock.yaml", "mirror: ./archives\narchives:\n");
    deepEqual(readChartLock(checkout.directory), { mirror: "./archives", archives: {} });
  });

  it("tells all of its problems at once", () => {
    checkout.write("charts.lock.yaml", "mirrors: x\nmirror: 1\narchives: {web: abc, a/b.tgz: 12}\n");
    throws(
      () => readChartLock(checkout.directory),
      ({ message }: Error) =>
        message ===
        [
          "charts.lock.yaml cannot be used.",
          "  charts.lock.yaml: unknown key 'mirrors'; use mirror or archives",
          "  charts.lock.yaml: mirror: must be a folder, https://… or oci://…",
          `  charts.lock.yaml: archives["web"]: is no file name of the form <chart>-<version>.tgz`,
          `  charts.lock.yaml: archives["web"]: 'abc' is no SHA-256; use 64 hexadecimal digits`,
          `  charts.lock.yaml: archives["a/b.tgz"]: is no file name of the form <chart>-<version>.tgz`,
          `  charts.lock.yaml: archives["a/b.tgz"]: 12 is no SHA-256; use 64 hexadecimal digits`,
        ].join("\n"),
    );
  });

  it("is told apart from YAML that is none", () => {
    checkout.write("charts.lock.yaml", "archives: {a: 1\n");
    throws(() => readChartLock(checkout.directory), /charts\.lock\.yaml is not valid YAML/);
  });
});
