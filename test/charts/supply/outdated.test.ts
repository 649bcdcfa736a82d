import { deepEqual, equal, match } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compareVersions } from "../../../src/core/version.ts";
import { outdatedReport } from "../../../src/operate/charts/outdated.ts";
import { packChart } from "./chart.ts";
import { ChartCheckout, component } from "./checkout.ts";
import { ChartRegistry } from "./registry.ts";
import { ChartRepository } from "./repository.ts";

describe("charts outdated", function () {
  this.timeout(60_000);
  const checkout = new ChartCheckout();
  let repository: ChartRepository;
  let registry: ChartRegistry;
  before(async function () {
    this.timeout(600_000);
    const charts = ["1.9.0", "1.10.0", "2.0.0-rc.1"].map((version) => packChart("web", version));
    [repository, registry] = await Promise.all([ChartRepository.start(charts), ChartRegistry.start(charts)]);
  });
  after(async () => {
    await Promise.all([repository.stop(), registry.stop()]);
    checkout.remove();
  });

  const outdated = (version: string, address: string, mirror?: string) =>
    outdatedReport(
      checkout.context([component({ name: "web", version }, address)], mirror === undefined ? {} : { mirror }),
    );

  it("finds the newest release of a repository, pre-releases left aside", async () => {
    const report = await outdated("1.9.0", repository.url);
    equal(report.outcome, "findings");
    equal(report.headline, "1 chart of 1 outdated.");
    deepEqual(report.sections[0], {
      kind: "table",
      title: "Charts",
      columns: ["chart", "current", "newest", "from"],
      rows: [["web", "1.9.0", "1.10.0", repository.url]],
    });
  });

  it("finds the newest release of a registry", async () => {
    equal((await outdated("1.9.0", `${registry.url}/web`)).outcome, "findings");
    equal((await outdated("1.10.0", `${registry.url}/web`)).outcome, "fine");
  });

  it("looks into a mirror, which may lag behind", async () => {
    const folder = mkdtempSync(join(tmpdir(), "mirror-"));
    try {
      for (const version of ["1.9.0", "1.10.0", "2.0.0-rc.1"]) writeFileSync(join(folder, `web-${version}.tgz`), "");
      equal((await outdated("1.9.0", repository.url, folder)).outcome, "findings");
      equal((await outdated("1.11.0", repository.url, folder)).outcome, "fine");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("says which source could not be asked, and why", async () => {
    const report = await outdated("1.9.0", "http://127.0.0.1:1");
    equal(report.outcome, "failed");
    equal(report.headline, "0 charts of 1 outdated; 1 chart could not be asked for.");
    match(JSON.stringify(report.sections[1]), /connection refused/);
  });

  it("orders versions as their numbers say", () => {
    const versions = ["v2.0.0", "1.10.0", "2.0.0-rc.10", "1.9.0", "2.0.0-rc.2", "2.0.1"];
    deepEqual(versions.sort(compareVersions), ["1.9.0", "1.10.0", "2.0.0-rc.2", "2.0.0-rc.10", "v2.0.0", "2.0.1"]);
  });
});
