import { deepEqual } from "node:assert/strict";
import type { HelmRecord } from "../../../src/operate/cluster/helm-records.ts";
import type { RecordedRelease } from "../../../src/operate/recover/recorded-releases.ts";
import { chooseFarewell, chooseRemedy, type Remedy } from "../../../src/operate/recover/remedy.ts";
import { record, recorded } from "./records.ts";

/** Long after every record was written: no Helm can still be at work. */
const later = new Date("2026-01-02T00:00:00Z");
const pendingCreate = recorded({ known: false, pending: "creating" });
const pendingUpdate = recorded({ pending: "updating" });

interface Case {
  readonly title: string;
  readonly records: readonly HelmRecord[];
  readonly recorded: RecordedRelease | undefined;
  readonly remedy: Remedy;
}

const cases: readonly Case[] = [
  { title: "neither Helm nor the state knows it", records: [], recorded: undefined, remedy: { kind: "none" } },
  { title: "deployed and known", records: [record(1, "deployed")], recorded: recorded(), remedy: { kind: "none" } },
  { title: "uninstalled behind the state's back", records: [], recorded: recorded(), remedy: { kind: "forget" } },
  {
    title: "cut off before Helm wrote anything",
    records: [],
    recorded: pendingCreate,
    remedy: { kind: "none" },
  },
  {
    title: "cut off in the first install",
    records: [record(1, "pending-install")],
    recorded: pendingCreate,
    remedy: { kind: "uninstall" },
  },
  {
    title: "cut off between Helm's end and the state's",
    records: [record(1, "deployed")],
    recorded: pendingCreate,
    remedy: { kind: "adopt" },
  },
  {
    title: "first install failed, and the state was not told",
    records: [record(1, "failed")],
    recorded: pendingCreate,
    remedy: { kind: "uninstall" },
  },
  {
    title: "first install failed, and the state knows: the next upgrade mends it",
    records: [record(1, "failed")],
    recorded: recorded({ failed: true }),
    remedy: { kind: "none" },
  },
  {
    title: "cut off in an upgrade",
    records: [record(1, "superseded"), record(2, "deployed"), record(3, "pending-upgrade")],
    recorded: pendingUpdate,
    remedy: { kind: "rollback", revision: 2 },
  },
  {
    title: "cut off in a rollback, after the deployed revision was superseded",
    records: [record(1, "superseded"), record(2, "superseded"), record(3, "pending-rollback")],
    recorded: pendingUpdate,
    remedy: { kind: "rollback", revision: 2 },
  },
  {
    title: "cut off in an upgrade of what was never deployed",
    records: [record(1, "failed"), record(2, "pending-upgrade")],
    recorded: pendingUpdate,
    remedy: { kind: "uninstall" },
  },
  {
    title: "upgrade failed: what it added would stay if the next one started from the last good revision",
    records: [record(1, "deployed"), record(2, "failed")],
    recorded: recorded({ failed: true }),
    remedy: { kind: "rollback", revision: 1 },
  },
  {
    title: "cut off in an uninstall",
    records: [record(1, "uninstalling")],
    recorded: recorded({ pending: "deleting" }),
    remedy: { kind: "uninstall" },
  },
  {
    title: "uninstalled with its history kept: the name is still taken",
    records: [record(1, "uninstalled")],
    recorded: undefined,
    remedy: { kind: "uninstall" },
  },
  { title: "somebody else's", records: [record(4, "deployed")], recorded: undefined, remedy: { kind: "refuse" } },
  {
    title: "somebody else's, and unfinished",
    records: [record(1, "pending-install")],
    recorded: undefined,
    remedy: { kind: "refuse" },
  },
];

describe("the remedy of a release", () => {
  for (const { title, records, recorded, remedy } of cases) {
    it(`${title}: ${remedy.kind}`, () => {
      deepEqual(chooseRemedy({ records, recorded, limitSeconds: 300, now: later }), remedy);
    });
  }

  const upgrading = [record(1, "deployed"), record(2, "pending-upgrade")];

  it("waits while a Helm that the state knows nothing of may run, and no longer", () => {
    const at = (time: string) =>
      chooseRemedy({ records: upgrading, recorded: recorded(), limitSeconds: 300, now: new Date(time) });
    deepEqual(at("2026-01-01T12:01:00Z"), { kind: "wait", seconds: 240 });
    deepEqual(at("2026-01-01T12:05:00Z"), { kind: "rollback", revision: 1 });
  });

  it("does not wait for a run that is known to be cut off", () => {
    const now = new Date("2026-01-01T12:00:01Z");
    deepEqual(chooseRemedy({ records: upgrading, recorded: pendingUpdate, limitSeconds: 300, now }), {
      kind: "rollback",
      revision: 1,
    });
  });

  it("of one that leaves: only what is gone, or was never told of, needs any", () => {
    deepEqual(chooseFarewell(recorded(), [record(1, "failed")], later), { kind: "none" });
    deepEqual(chooseFarewell(recorded(), [], later), { kind: "forget" });
    deepEqual(chooseFarewell(pendingCreate, [record(1, "pending-install")], later), { kind: "uninstall" });
    deepEqual(chooseFarewell(pendingCreate, [record(1, "deployed")], later), { kind: "adopt" });
  });
});
