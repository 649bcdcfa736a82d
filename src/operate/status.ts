import { counted } from "../core/counted.ts";
import { namespacesOf } from "../plan/plan.ts";
import type { ReleasePlan } from "../plan/releases.ts";
import { type Access, accessOf } from "./cluster/access.ts";
import { ageOf } from "./cluster/age.ts";
import { type Cluster, kubeconfigPath, reachCluster } from "./cluster/cluster.ts";
import { type HelmRecord, newestRecord, readHelmRecords } from "./cluster/helm-records.ts";
import { readRouteAccess } from "./cluster/routes.ts";
import { readWorkloads, type Workload } from "./cluster/workloads.ts";
import { type Context, type Decided, decide } from "./context.ts";
import { type DeliveredStatus, deliveredSections, readDelivered } from "./delivery/delivered-status.ts";
import { type Diagnosis, diagnose } from "./diagnose/diagnose.ts";
import { diagnosisSections } from "./diagnose/diagnosis-sections.ts";
import type { Report, Section } from "./report/report.ts";
import { readSecretStatuses, type SecretStatus, tooOldSentences } from "./secrets/secret-status.ts";

/** A release of the plan, as it is in the cluster. */
interface ReleaseStatus {
  readonly name: string;
  readonly namespace: string;
  readonly chart: string;
  readonly status: string;
  readonly revision: number;
  readonly age: string;
}

/** What runs, what is missing, and how to reach it. Asks the cluster alone, and writes nothing. */
export async function statusReport(context: Context, already?: Decided): Promise<Report> {
  const decided = already ?? (await decide(context));
  const { plan } = decided;
  const cluster = await reachCluster(plan.cluster, context.directory);
  const namespaces = namespacesOf(plan);
  const now = new Date();
  const [records, workloads, secrets, access, diagnoses, delivered] = await Promise.all([
    readHelmRecords(cluster, namespaces),
    Promise.all(namespaces.map((namespace) => readWorkloads(cluster, namespace))),
    readSecretStatuses(cluster, plan.secrets),
    readAccess(context, decided, cluster, namespaces),
    diagnose(decided, cluster, context.stack),
    readDelivered(cluster, plan, context.stack),
  ]);
  const releases = plan.releases.map((release) => releaseStatus(release, newestRecord(records, release), now));
  return report(context.stack, { releases, workloads: workloads.flat(), secrets, access, diagnoses, delivered });
}

function releaseStatus(
  { name, namespace, chart }: ReleasePlan,
  record: HelmRecord | undefined,
  now: Date,
): ReleaseStatus {
  if (record === undefined)
    return { name, namespace, chart: `${chart.name} ${chart.version}`, status: "missing", revision: 0, age: "" };
  return {
    name,
    namespace,
    chart: `${record.chart} ${record.chartVersion}`,
    status: record.status,
    revision: record.revision,
    age: ageOf(new Date(record.updated), now),
  };
}

async function readAccess(
  { directory }: Context,
  { plan, settings }: Decided,
  cluster: Cluster,
  namespaces: readonly string[],
): Promise<readonly Access[]> {
  const { CoreV1Api, NetworkingV1Api } = await import("@kubernetes/client-node");
  const { config } = cluster;
  const [core, networking] = [config.makeApiClient(CoreV1Api), config.makeApiClient(NetworkingV1Api)];
  const encrypted = settings.environment.certificates !== undefined;
  const lists = await Promise.all(
    namespaces.map((namespace) =>
      Promise.all([
        core.listNamespacedService({ namespace }),
        networking.listNamespacedIngress({ namespace }),
        readRouteAccess(cluster, namespace, encrypted),
      ]),
    ),
  );
  return accessOf(
    lists.flatMap(([services]) => services.items),
    lists.flatMap(([, ingresses]) => ingresses.items),
    lists.flatMap(([, , routes]) => routes),
    plan.cluster,
    kubeconfigPath(plan.cluster, directory),
  );
}

interface Status {
  readonly releases: readonly ReleaseStatus[];
  readonly workloads: readonly Workload[];
  readonly secrets: readonly SecretStatus[];
  readonly access: readonly Access[];
  readonly diagnoses: readonly Diagnosis[];
  readonly delivered: readonly DeliveredStatus[];
}

function report(stack: string, status: Status): Report {
  const { releases, workloads, secrets, access, diagnoses, delivered } = status;
  const sick = workloads.filter((workload) => !workload.healthy && !isBygone(workload, releases));
  const lacking = secrets.filter(({ missing }) => missing.length > 0);
  const stuck = delivered.filter(({ trouble }) => trouble !== "");
  const old = tooOldSentences(secrets, stack);
  const troubles = [
    ...(diagnoses.length > 0 ? [`${counted(diagnoses.length, "release")} not deployed`] : []),
    ...(sick.length > 0 ? [`${counted(sick.length, "workload")} not ready`] : []),
    ...(lacking.length > 0 ? [`${counted(lacking.length, "secret")} missing or incomplete`] : []),
    ...(stuck.length > 0 ? [`${counted(stuck.length, "application")} of Argo CD in trouble`] : []),
  ];
  return {
    command: "status",
    stack,
    outcome: troubles.length === 0 ? "fine" : "findings",
    headline:
      troubles.length === 0
        ? `All well: ${counted(releases.length, "release")}, ${counted(workloads.length, "workload")}, ${counted(secrets.length, "secret")}${old.length > 0 ? `, ${old.length} of them too old` : ""}${applications(delivered)}.`
        : `${troubles.join(", ")}.`,
    sections: [
      ...tables(status),
      { kind: "list", title: "Secrets that are too old", items: old },
      ...diagnosisSections(diagnoses),
    ],
    data: {
      releases,
      workloads: workloads.map(({ kind, name, namespace, ready, desired, healthy, trouble, images }) => {
        return { kind, name, namespace, ready, desired, healthy, trouble, images };
      }),
      secrets,
      access,
      diagnoses,
      delivered,
    },
  };
}

/** Apps that Argo CD delivers, as far as they are there: what was only handed over is not well yet. */
function applications(delivered: readonly DeliveredStatus[]): string {
  if (delivered.length === 0) return "";
  const waiting = delivered.filter(({ next }) => next !== "").length;
  return `, ${counted(delivered.length, "application")} of Argo CD${waiting > 0 ? ` (${waiting} not delivered yet)` : ""}`;
}

/** Whether it is a Job that failed before an upgrade that was then rolled back: it stays for its log alone. */
function isBygone({ kind, annotations, labels }: Workload, releases: readonly ReleaseStatus[]): boolean {
  if (kind !== "Job" || !("helm.sh/hook" in annotations)) return false;
  const release = labels["app.kubernetes.io/instance"];
  return releases.some(({ name, status }) => name === release && status === "deployed");
}

function tables({ releases, workloads, secrets, access, delivered }: Status): readonly Section[] {
  return [
    table(
      "Releases",
      ["release", "namespace", "chart", "status", "revision", "age"],
      releases.map((r) => [r.name, r.namespace, r.chart, r.status, r.revision === 0 ? "" : String(r.revision), r.age]),
    ),
    table(
      "Workloads",
      ["workload", "namespace", "ready", "images", ""],
      workloads.map((w) => {
        const ready = `${w.ready}/${w.desired}`;
        return [`${w.kind}/${w.name}`, w.namespace, ready, w.images.join(", "), w.healthy ? "" : w.trouble];
      }),
    ),
    ...deliveredSections(delivered),
    table(
      "Secrets",
      ["secret", "namespace", "keys", "age", "missing"],
      secrets.map((s) => {
        const age = s.ageDays === undefined ? "not there" : `${s.ageDays} d`;
        return [s.name, s.namespace, s.keys.join(", "), age, s.missing.join(", ")];
      }),
    ),
    table(
      "How to reach it",
      ["service", "namespace", "by", "where"],
      access.map(({ service, namespace, how, where }) => [service, namespace, how, where]),
    ),
  ];
}

function table(title: string, columns: readonly string[], rows: readonly (readonly string[])[]): Section {
  return { kind: "table", title, columns, rows };
}
