import { command } from "../../core/command.ts";
import type { Plan } from "../../plan/plan.ts";
import { type LiveApplication, readApplications } from "../cluster/applications.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { Section } from "../report/report.ts";

/** An app that Argo CD delivers: what Argo CD says of it, and whose turn it is. */
export interface DeliveredStatus {
  readonly name: string;
  readonly namespace: string;
  /** `Synced`, `OutOfSync` or `Unknown`; empty while Argo CD has not looked at it. */
  readonly sync: string;
  readonly health: string;
  /** Commit that was compared with. */
  readonly revision: string;
  /** Why it cannot be delivered; empty if nothing says so. */
  readonly trouble: string;
  /** What comes next; empty where it is delivered and well. */
  readonly next: string;
}

/** How the apps stand that Argo CD delivers. Asks the cluster only where there are some. */
export async function readDelivered(cluster: Cluster, plan: Plan, stack: string): Promise<readonly DeliveredStatus[]> {
  if (plan.delivered.length === 0) return [];
  const { namespace, root } = handoverOf(plan);
  const live = (await readApplications(cluster, namespace)) ?? [];
  return plan.delivered.map(({ name, namespace: target }) => {
    const application = live.find((candidate) => candidate.name === name);
    const place = { name, namespace: target };
    return application === undefined ? absent(place, root, stack) : deliveredStatus(place, application);
  });
}

/** Where the Applications are, and the root that brings them, if one does. */
function handoverOf({ objects, delivered }: Plan): { readonly namespace: string; readonly root: string | undefined } {
  const applications = objects.filter(({ object }) => object.kind === "Application");
  const namespace = objects.find(({ object }) => object.kind === "AppProject")?.namespace ?? "";
  const names = applications.map(({ name }) => name.split("/").at(-1) ?? "");
  return { namespace, root: names.find((name) => delivered.every((release) => release.name !== name)) };
}

type Place = Pick<DeliveredStatus, "name" | "namespace">;

function absent(place: Place, root: string | undefined, stack: string): DeliveredStatus {
  const unknown = { ...place, sync: "", health: "", revision: "" };
  return root === undefined
    ? { ...unknown, trouble: `its Application is missing; run ${command} up --stack ${stack}`, next: "" }
    : { ...unknown, trouble: "", next: `handed to Argo CD; its Application comes with: argocd app sync ${root}` };
}

/** What one app's Application says, and what comes next. */
export function deliveredStatus(place: Place, live: LiveApplication): DeliveredStatus {
  const { sync, health, revision, trouble } = live;
  return { ...place, sync, health, revision, trouble, next: nextOf(live) };
}

function nextOf({ name, automatic, sync, health, trouble }: LiveApplication): string {
  if (trouble !== "" || (sync === "Synced" && health === "Healthy")) return "";
  if (sync === "Synced") return "handed to Argo CD, and not well yet";
  return automatic
    ? "handed to Argo CD, which syncs it by itself"
    : `handed to Argo CD; sync manually: argocd app sync ${name}`;
}

/** The apps as a table, and for each that is not there and well what comes next. */
export function deliveredSections(delivered: readonly DeliveredStatus[]): readonly Section[] {
  return [
    {
      kind: "table",
      title: "Applications of Argo CD",
      columns: ["application", "namespace", "sync", "health", "revision", ""],
      rows: delivered.map(({ name, namespace, sync, health, revision, trouble }) => {
        return [name, namespace, sync || "not looked at", health, revision.slice(0, 12), trouble];
      }),
    },
    {
      kind: "list",
      title: "Argo CD's turn",
      items: delivered.flatMap(({ name, next }) => (next === "" ? [] : [`${name}: ${next}`])),
    },
  ];
}
