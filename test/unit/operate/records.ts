import type { HelmRecord } from "../../../src/operate/cluster/helm-records.ts";
import type { RecordedRelease } from "../../../src/operate/recover/recorded-releases.ts";
import type { ReleasePlan } from "../../../src/plan/releases.ts";

/** A revision of release `shop`, as Helm keeps it. */
export function record(revision: number, status: string, more: Partial<HelmRecord> = {}): HelmRecord {
  return {
    name: "shop",
    namespace: "apps",
    revision,
    status,
    description: "",
    chart: "shop",
    chartVersion: "1.0.0",
    values: {},
    manifest: "",
    updated: "2026-01-01T12:00:00Z",
    ...more,
  };
}

/** Release `shop`, as the state keeps it. */
export function recorded(more: Partial<RecordedRelease> = {}): RecordedRelease {
  return {
    urn: "urn:pulumi:dev::platform::kubernetes:helm.sh/v3:Release::shop",
    name: "shop",
    namespace: "apps",
    known: true,
    values: {},
    chartVersion: "1.0.0",
    failed: false,
    ...more,
  };
}

/** Release `shop`, as the plan has it. */
export function planned(more: Partial<ReleasePlan> = {}): ReleasePlan {
  return {
    name: "shop",
    kind: "app",
    namespace: "apps",
    chart: { kind: "local", name: "shop", version: "1.0.0", path: "../charts/shop" },
    values: {},
    requires: [],
    timeoutSeconds: 300,
    maxHistory: 10,
    atomic: false,
    ...more,
  };
}
