import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vendorReport } from "../../../src/operate/charts/vendor.ts";
import { type PackedChart, packChart } from "./chart.ts";
import { ChartCheckout, component, sha256 } from "./checkout.ts";
import { ChartRegistry } from "./registry.ts";
import { ChartRepository } from "./repository.ts";

const noHelm = () => Promise.reject(new Error("nobody needs Helm"));

describe("charts vendor", function () {
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
    checkout.lock({ "web-1.0.0.tgz": sha256(web.content), "worker-v2.0.0.tgz": sha256(worker.content) });
  });
  afterEach(async () => {
    await repository.stop();
    checkout.remove();
  });

  const catalog = () => [component(web, repository.url), component(worker, repository.url)];
  const vendor = (given = {}) => vendorReport(checkout.context(catalog(), given));
  const why = (report: Awaited<ReturnType<typeof vendor>>) =>
    (report.data as { failed: readonly { why: string }[] }).failed.map((failure) => failure.why).join("\n");

  it("fetches what is locked and not there, and says from where", async () => {
    const report = await vendor();
    equal(report.outcome, "fine");
    equal(report.headline, "2 archives fetched, 0 already there, 0 failed.");
    deepEqual(checkout.vendored(), ["web-1.0.0.tgz", "worker-v2.0.0.tgz"]);
    deepEqual(readFileSync(join(checkout.directory, "vendor/charts/web-1.0.0.tgz")), web.content);
    equal(checkout.said.includes(`web-1.0.0.tgz from ${repository.url}`), true);
  });

  it("asks nobody anything the second time", async () => {
    await vendor();
    repository.asked.length = 0;
    const report = await vendor({ helm: noHelm });
    equal(report.headline, "0 archives fetched, 2 already there, 0 failed.");
    deepEqual(repository.asked, []);
  });

  it("fetches only the rest after a run that was cut off", async () => {
    checkout.write("vendor/charts/web-1.0.0.tgz", web.content);
    equal((await vendor()).headline, "1 archive fetched, 1 already there, 0 failed.");
    equal(repository.asked.includes("/web-1.0.0.tgz"), false);
  });

  it("puts the right archive in the place of one that was changed", async () => {
    checkout.write("vendor/charts/web-1.0.0.tgz", "changed");
    equal((await vendor()).outcome, "fine");
    deepEqual(readFileSync(join(checkout.directory, "vendor/charts/web-1.0.0.tgz")), web.content);
  });

  it("says at once that a repository has no such version", async () => {
    const absent = { name: "web", version: "9.9.9" };
    checkout.lock({ "web-9.9.9.tgz": "0".repeat(64) });
    const report = await vendorReport(checkout.context([component(absent, repository.url)]));
    match(why(report), /chart "web" version "9\.9\.9" not found/);
    equal(repository.asked.length, 1);
  });

  it("names charts that are not locked, and the command that locks them", async () => {
    checkout.lock({ "web-1.0.0.tgz": sha256(web.content) });
    const report = await vendor();
    equal(report.outcome, "findings");
    match(report.headline, /1 chart not locked: \.\/\S+ charts lock\.$/);
    deepEqual((report.data as { unlocked: readonly string[] }).unlocked, ["worker-v2.0.0.tgz"]);
  });

  it("takes archives from the mirror that the lock file names: a folder", async () => {
    const folder = mkdtempSync(join(tmpdir(), "mirror-"));
    try {
      writeFileSync(join(folder, "web-1.0.0.tgz"), web.content);
      checkout.lock({ "web-1.0.0.tgz": sha256(web.content), "worker-v2.0.0.tgz": sha256(worker.content) }, folder);
      const report = await vendor();
      equal(why(report), `there is no worker-v2.0.0.tgz in ${folder}`);
      deepEqual(checkout.vendored(), ["web-1.0.0.tgz"]);
      deepEqual(repository.asked, []);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("takes archives from the mirror of the command line before that of the lock file: a registry", async () => {
    const registry = await ChartRegistry.start([web, worker]);
    try {
      checkout.lock({ "web-1.0.0.tgz": sha256(web.content) }, "/nowhere");
      const report = await vendor({ mirror: registry.url });
      deepEqual(report.data, {
        fetched: [{ file: "web-1.0.0.tgz", from: `${registry.url}/web` }],
        failed: [],
        unlocked: ["worker-v2.0.0.tgz"],
        there: 0,
      });
      deepEqual(repository.asked, []);
    } finally {
      await registry.stop();
    }
  });

  it("ends when it is told to, and leaves nothing half done", async () => {
    const stop = new AbortController();
    repository.trouble = () => {
      stop.abort();
      return true;
    };
    await rejects(vendor({ signal: stop.signal }), /^UserError: Stopped\.$/);
    deepEqual(checkout.vendored(), []);
  });

  it("refuses a mirror that is not there, and one that anybody on the way could change", async () => {
    await rejects(vendor({ mirror: "/nowhere" }), /there is no folder \/nowhere; use a folder of archives/);
    await rejects(vendor({ mirror: "http://charts.example.com" }), /'http:\/\/charts\.example\.com' cannot be used/);
  });
});
