import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { vendorReport } from "../../../src/operate/charts/vendor.ts";
import { type PackedChart, packChart } from "./chart.ts";
import { ChartCheckout, component, sha256 } from "./checkout.ts";
import { ChartRegistry } from "./registry.ts";
import { ChartRepository, type ChartSource } from "./repository.ts";

const sources = { "a repository": ChartRepository.start, "an OCI registry": ChartRegistry.start };

for (const [name, start] of Object.entries(sources)) {
  describe(`charts vendor, from ${name} in trouble`, function () {
    this.timeout(60_000);
    let web: PackedChart;
    let worker: PackedChart;
    let source: ChartSource;
    let checkout: ChartCheckout;
    before(function () {
      this.timeout(600_000);
      web = packChart("web", "1.0.0");
      worker = packChart("worker", "v2.0.0");
    });
    beforeEach(async () => {
      source = await start([web, worker]);
      checkout = new ChartCheckout();
      checkout.lock({ "web-1.0.0.tgz": sha256(web.content), "worker-v2.0.0.tgz": sha256(worker.content) });
    });
    afterEach(async () => {
      await source.stop();
      checkout.remove();
    });

    const catalog = () => [web, worker].map((chart) => component(chart, source.addressOf(chart)));
    const vendor = (given = {}) => vendorReport(checkout.context(catalog(), given));
    const why = (report: Awaited<ReturnType<typeof vendor>>) =>
      (report.data as { failed: readonly { why: string }[] }).failed.map((failure) => failure.why).join("\n");

    it("tries again when it is overloaded for a moment", async () => {
      source.trouble = (path, response, made) => {
        if (path !== source.pathOf(web) || made > 2) return false;
        response.writeHead(503).end();
        return true;
      };
      equal((await vendor()).outcome, "fine");
      equal(source.asked.filter((question) => question.endsWith(source.pathOf(web))).length, 3);
    });

    it("gives up if it stays overloaded, after as many attempts as it says", async () => {
      source.trouble = (_path, response) => {
        response.writeHead(503).end();
        return true;
      };
      const report = await vendor();
      equal(report.outcome, "failed");
      match(why(report), /503.*\(tried 3 times\)/);
      equal(checkout.said.filter((line) => /^web-1\.0\.0\.tgz: .*503.*; trying again$/.test(line)).length, 2);
      deepEqual(checkout.vendored(), []);
    });

    it("gives up if it accepts and never answers", async () => {
      source.trouble = () => true;
      const started = Date.now();
      const report = await vendor({ patience: { attempts: 2, attemptSeconds: 1, pauseSeconds: 0.01 } });
      equal(report.outcome, "failed");
      match(why(report), /no answer within 1 s \(tried 2 times\)/);
      equal(Date.now() - started < 15_000, true);
      deepEqual(checkout.vendored(), []);
    });

    it("keeps nothing of an archive that breaks off", async () => {
      source.trouble = (path, response) => {
        if (path !== source.pathOf(web)) return false;
        response.writeHead(200, { "content-length": web.content.length });
        response.write(web.content.subarray(0, 50), () => response.destroy());
        return true;
      };
      const report = await vendor();
      equal(report.outcome, "failed");
      match(why(report), /EOF \(tried 3 times\)/);
      deepEqual(checkout.vendored(), ["worker-v2.0.0.tgz"]);
    });

    it("keeps nothing of an archive whose content was changed on the way", async () => {
      source.trouble = (path, response) => {
        if (path !== source.pathOf(web)) return false;
        response.end(Buffer.from(web.content).fill(0, 50, 60));
        return true;
      };
      // A registry's manifest has a digest as well, and Helm holds the content against it before we can.
      const told = await vendor().then(why, (error: Error) => error.message);
      match(told, /digest|SHA-256/);
      equal(checkout.vendored().includes("web-1.0.0.tgz"), false);
    });

    it("stops at a wrong digest, names both, and keeps nothing of it", async () => {
      checkout.lock({ "web-1.0.0.tgz": "0".repeat(64) });
      await rejects(
        vendorReport(checkout.context([component(web, source.addressOf(web))])),
        (error: Error) => error.message.includes("0".repeat(64)) && error.message.includes(sha256(web.content)),
      );
      deepEqual(checkout.vendored(), []);
    });
  });
}
