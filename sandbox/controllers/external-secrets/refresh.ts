import { createHash } from "node:crypto";
import type { KubernetesObject } from "@kubernetes/client-node";
import { type Condition, isTrue } from "../conditions.ts";
import { milliseconds } from "../duration.ts";
import type { Content } from "../secrets.ts";

const HOUR_MS = 3_600_000;

/** How often an object is synchronised, in milliseconds; undefined for "once, and when it changes". */
export function refreshInterval(text: string | undefined): number | undefined {
  const interval = text === undefined ? HOUR_MS : (milliseconds(text) ?? Number(text) * 1000);
  return interval > 0 ? interval : undefined;
}

/** What changes when an object does: its spec, or a label or annotation of it. */
export function objectVersion({ metadata }: KubernetesObject): string {
  const marks = [metadata?.annotations ?? {}, metadata?.labels ?? {}].map((map) => Object.entries(map).sort());
  return `${metadata?.generation ?? 0}-${createHash("sha256").update(JSON.stringify(marks)).digest("hex").slice(0, 32)}`;
}

interface Synchronised {
  conditions?: Condition[];
  refreshTime?: string;
  syncedResourceVersion?: string;
}

/**
 * How long an object may be left alone, in milliseconds; undefined: for good; 0: not at all, because it has changed,
 * has failed, or its time has come.
 */
export function restTime(
  object: KubernetesObject & { status?: Synchronised },
  interval: number | undefined,
): number | undefined {
  const { conditions, refreshTime, syncedResourceVersion } = object.status ?? {};
  if (!isTrue(conditions, "Ready") || refreshTime === undefined) return 0;
  if (syncedResourceVersion !== objectVersion(object)) return 0;
  if (interval === undefined) return undefined;
  return Math.max(0, Date.parse(refreshTime) + interval - Date.now());
}

/** A digest of a Secret's content, from which nobody learns the content. */
export function contentHash(content: Content): string {
  const entries = Object.entries(content).map(([key, value]) => [key, value.toString("base64")]);
  return createHash("sha256").update(JSON.stringify(entries.sort())).digest("hex");
}
