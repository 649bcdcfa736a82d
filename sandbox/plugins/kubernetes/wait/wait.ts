import { setTimeout as sleep } from "node:timers/promises";
import { at, type PropertyMap } from "../../protocol/property.ts";
import { isNotFound } from "../api-server.ts";
import { type Cluster, identity } from "../cluster.ts";
import { read, UnknownKindError } from "../object/requests.ts";
import { judgeOf } from "./judges.ts";
import { reasons } from "./reasons.ts";

/** Milliseconds between two looks at an object. */
const interval = 300;

/** An object was written, but it is not ready, or not gone. */
export class NotReadyError extends Error {
  /** The object as last seen. */
  readonly live: PropertyMap;
  /** What is known about the cause. */
  readonly reasons: string[];

  constructor(message: string, live: PropertyMap, reasons: string[]) {
    super([message, ...reasons].join("\n  "));
    this.live = live;
    this.reasons = reasons;
  }
}

function title(live: PropertyMap): string {
  const { kind, namespace, name } = identity(live);
  return `${kind} ${namespace === "" ? name : `${namespace}/${name}`}`;
}

async function notReady(problem: string, live: PropertyMap, cluster: Cluster): Promise<NotReadyError> {
  return new NotReadyError(`${title(live)}: ${problem}`, live, await reasons(live, cluster));
}

async function pause(cluster: Cluster): Promise<void> {
  await sleep(interval, undefined, { signal: cluster.cancelled }).catch(() => {});
}

/** Looks once: an error if the object exists and is not ready. */
export async function assertReady(live: PropertyMap, cluster: Cluster): Promise<void> {
  const readiness = (await judgeOf(live)?.(live, cluster)) ?? { is: "ready" };
  if (readiness.is !== "ready") throw await notReady(readiness.reason, live, cluster);
}

/** Waits until the object is ready and returns it. `limit` in milliseconds. */
export async function untilReady(urn: string, written: PropertyMap, limit: number, cluster: Cluster) {
  const judge = judgeOf(written);
  if (judge === undefined) return written;
  const end = Date.now() + limit;
  for (let live = written; ; live = await read(written, cluster)) {
    const readiness = await judge(live, cluster);
    if (readiness.is === "ready") break;
    if (readiness.is === "failed") throw await notReady(readiness.reason, live, cluster);
    if (cluster.cancelled.aborted) throw await notReady(`cancelled: ${readiness.reason}`, live, cluster);
    if (Date.now() > end) {
      throw await notReady(`not ready after ${Math.round(limit / 1000)} s: ${readiness.reason}`, live, cluster);
    }
    cluster.engine.status(urn, readiness.reason);
    await pause(cluster);
  }
  cluster.engine.status(urn, "");
  return read(written, cluster);
}

/** Waits until the object is gone, or replaced by another of its name. `limit` in milliseconds. */
export async function untilGone(object: PropertyMap, limit: number, cluster: Cluster): Promise<void> {
  const end = Date.now() + limit;
  const uid = at(object, "metadata", "uid");
  for (let live = object; ; await pause(cluster)) {
    try {
      live = await read(object, cluster);
      if (at(live, "metadata", "uid") !== uid) return;
    } catch (error) {
      if (isNotFound(error) || error instanceof UnknownKindError) return;
      throw error;
    }
    if (cluster.cancelled.aborted) throw await notReady("cancelled while it was being deleted", live, cluster);
    if (Date.now() > end) throw await notReady(`not gone after ${Math.round(limit / 1000)} s`, live, cluster);
  }
}
