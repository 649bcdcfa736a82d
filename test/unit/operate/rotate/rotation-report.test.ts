import { deepEqual, equal, match } from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Report } from "../../../../src/operate/report/report.ts";
import {
  type Journal,
  newSalt,
  readJournal,
  removeJournal,
  writeJournal,
} from "../../../../src/operate/rotate/journal.ts";
import type { Proof } from "../../../../src/operate/rotate/proof.ts";
import { notBroughtUp, rotationReport } from "../../../../src/operate/rotate/rotation-report.ts";

const up: Report = { command: "up", stack: "dev", outcome: "fine", headline: "Up.", sections: [], data: {} };
const proof: Proof = { restarted: ["Deployment/apps/web"], kept: [], strays: [], faults: [], waiting: false };
const report = (change: Partial<Proof>, begun?: string) =>
  rotationReport({ stack: "dev", rotated: [], proof: { ...proof, ...change }, files: [], begun, up, delivered: [] });

const journal: Journal = {
  ...{ began: "2026-01-01T00:00:00Z", secrets: ["web-jwt"], edits: [{ path: ["apps", "web"], value: 2 }] },
  ...{ dropPrevious: false, written: false, files: [], salt: newSalt(), before: { workloads: [], digests: {} } },
};

describe("the report of a rotation", () => {
  it("is fine with a proof, a failure without one, and a finding where others have new pods", () => {
    deepEqual(
      [report({}).outcome, report({}).headline],
      ["fine", "0 secrets rotated, 1 workload restarted, and proven."],
    );
    equal(report({ strays: ["StatefulSet/apps/db"] }).outcome, "findings");
    const open = report({ faults: ["web: 0 of 1 pods ready"], strays: ["StatefulSet/apps/db"] });
    deepEqual([open.outcome, /not proven: 1 open/.test(open.headline)], ["failed", true]);
    match(report({}, "2026-01-01").headline, /Finished what began at 2026-01-01\./);
  });

  it("says how to finish where up did not go through", () => {
    const { outcome, headline } = notBroughtUp({ ...up, outcome: "failed", headline: "Not up." }, journal, "dev");
    equal(outcome, "failed");
    match(headline, /Not up\. .* without a second new value: \.\/imprun rotate web-jwt --stack dev$/);
  });
});

describe("the note of a rotation under way", () => {
  it("is there until it is taken away, for one stack alone", async () => {
    const directory = mkdtempSync(join(tmpdir(), "journal-"));
    try {
      const place = { directory, stack: "dev" };
      equal(readJournal(place), undefined);
      await writeJournal(place, journal);
      deepEqual(readJournal(place), journal);
      equal(readJournal({ ...place, stack: "prod" }), undefined);
      await removeJournal(place);
      equal(existsSync(join(directory, ".build", "rotation", "dev.json")), false);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
