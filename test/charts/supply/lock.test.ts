import { deepEqual, equal, match } from "node:assert/strict";
import { lockReport } from "../../../src/operate/charts/lock.ts";
import { type PackedChart, packChart } from "./chart.ts";
import { ChartCheckout, component, sha256 } from "./checkout.ts";
import { ChartRegistry } from "./registry.ts";
import { ChartRepository } from "./repository.ts";

describe("charts lock", function () {
  this.timeout(60_000);
  let web: PackedChart;
  let worker: PackedChart;
  let repository: ChartRepository;
  let checkout: ChartCheckout;
  before(function () {
    this.timeout(600_000);
    web = packChart("web", "1.0.0");
    worker = packChart("worker", "v2.0.0");
  });
  beforeEach(async () => {
    repository = await ChartRepository.start([web, worker]);
    checkout = new ChartCheckout();
  });
  afterEach(async () => {
    await repository.stop();
    checkout.remove();
  });

  const lock = (...charts: readonly Pick<PackedChart, "name" | "version">[]) =>
    lockReport(checkout.context(charts.map((chart) => component(chart, repository.url))));

  it("writes the file for the first time, sorted, and keeps what it fetched", async () => {
    equal((await lock(worker, web)).outcome, "fine");
    match(
      checkout.read("charts.lock.yaml"),
      new RegExp(
        `^#.*\\n#.*\\narchives:\\n  web-1.0.0.tgz: ${sha256(web.content)}\\n  worker-v2.0.0.tgz: ${sha256(worker.content)}\\n$`,
      ),
    );
    deepEqual(checkout.vendored(), ["web-1.0.0.tgz", "worker-v2.0.0.tgz"]);
  });

  it("changes only the lines that have to change: comments, order and known digests stay", async () => {
    const known = "a".repeat(64);
    const before = [
      "# Ours.",
      "mirror: ./nowhere # for later",
      "archives:",
      "  # The first one.",
      `  api-1.0.0.tgz: ${known} # reviewed`,
      `  old-1.0.0.tgz: ${known}`,
      "",
      `  zoo-3.0.0.tgz: "${known}"`,
      "",
    ];
    checkout.write("charts.lock.yaml", before.join("\n"));
    const charts = [web, { name: "api", version: "1.0.0" }, { name: "zoo", version: "3.0.0" }];
    const report = await lockReport(
      checkout.context(
        charts.map((chart) => component(chart, repository.url)),
        { mirror: repository.url },
      ),
    );
    deepEqual(report.data, {
      locked: { "web-1.0.0.tgz": sha256(web.content) },
      removed: ["old-1.0.0.tgz"],
      failed: [],
    });
    const after = [...before];
    after[5] = `  web-1.0.0.tgz: ${sha256(web.content)}`;
    deepEqual(
      checkout
        .read("charts.lock.yaml")
        .split("\n")
        .filter((line) => line !== ""),
      after.filter((line) => line !== ""),
    );
  });

  it("leaves the file alone when everything is locked", async () => {
    const text = `archives: { "web-1.0.0.tgz":   ${sha256(web.content)} }\n`;
    checkout.write("charts.lock.yaml", text);
    equal((await lock(web)).outcome, "fine");
    equal(checkout.read("charts.lock.yaml"), text);
    deepEqual(repository.asked, []);
  });

  it("locks what it can get, and says what it cannot", async () => {
    const report = await lock(web, { name: "gone", version: "1.0.0" });
    equal(report.outcome, "failed");
    match(checkout.read("charts.lock.yaml"), /web-1\.0\.0\.tgz/);
    match(JSON.stringify(report.data), /gone-1\.0\.0\.tgz.*not found/);
  });

  it("does not lock an archive that holds another chart", async () => {
    repository.trouble = (path, response) => {
      if (path !== "/web-1.0.0.tgz") return false;
      response.end(worker.content);
      return true;
    };
    const report = await lock(web);
    match(JSON.stringify(report.data), /what came is worker v2\.0\.0, not web 1\.0\.0/);
    deepEqual(checkout.vendored(), []);
  });

  it("does not lock half an archive", async () => {
    repository.trouble = (path, response) => {
      if (path !== "/web-1.0.0.tgz") return false;
      response.end(web.content.subarray(0, web.content.length / 2));
      return true;
    };
    equal((await lock(web)).outcome, "failed");
    deepEqual(checkout.vendored(), []);
  });

  it("locks charts of a registry", async () => {
    const registry = await ChartRegistry.start([web]);
    try {
      await lockReport(checkout.context([component(web, `${registry.url}/web`)]));
      match(checkout.read("charts.lock.yaml"), new RegExp(sha256(web.content)));
    } finally {
      await registry.stop();
    }
  });
});
