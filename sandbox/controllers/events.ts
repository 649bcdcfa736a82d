import { randomBytes } from "node:crypto";
import type { CoreV1Api, KubernetesObject } from "@kubernetes/client-node";

/** Something to tell about an object, as `kubectl describe` shows it. */
export interface Announcement {
  type: "Normal" | "Warning";
  reason: string;
  message: string;
  /** The controller that the stand-in speaks for. */
  component: string;
}

/** Writes an event about an object. Best effort: an event that cannot be written is no failure. */
export async function announce(core: CoreV1Api, about: KubernetesObject, what: Announcement): Promise<void> {
  const { name = "", namespace = "default", uid = "", resourceVersion = "" } = about.metadata ?? {};
  const now = new Date();
  const { apiVersion = "", kind = "" } = about;
  try {
    await core.createNamespacedEvent({
      namespace,
      body: {
        metadata: { name: `${name}.${randomBytes(8).toString("hex")}`, namespace },
        involvedObject: { apiVersion, kind, name, namespace, uid, resourceVersion },
        type: what.type,
        reason: what.reason,
        message: what.message.slice(0, 1000),
        source: { component: what.component },
        reportingComponent: what.component,
        firstTimestamp: now,
        lastTimestamp: now,
        count: 1,
      },
    });
  } catch (error) {
    console.error(`event about ${kind} ${namespace}/${name}: ${error instanceof Error ? error.message : error}`);
  }
}
