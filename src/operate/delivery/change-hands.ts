import { isObject } from "../../core/json.ts";
import { UserError } from "../../core/problem.ts";
import { isSameRelease, type ReleasePlan } from "../../plan/releases.ts";
import { readApplications } from "../cluster/applications.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { type HelmRecord, newestRecord, readHelmRecords } from "../cluster/helm-records.ts";
import type { Context, Decided } from "../context.ts";
import type { OpenStack } from "../engine/engine.ts";
import { recordedReleases, resourcesOf } from "../recover/recorded-releases.ts";
import { inFlight } from "../recover/remedy.ts";
import { takeOwnership } from "./take-ownership.ts";

/**
 * Lets apps change hands between the program and Argo CD without an end to what runs: Helm forgets what Argo CD delivers from now
 * on; what Argo CD made becomes Helm's before Helm installs it. The state is told by the look at reality that follows. Safe to
 * repeat. Returns one sentence for each app.
 * @throws UserError if Helm is at work on one, or Argo CD would bring one again.
 */
export async function changeHands(
  context: Context,
  decided: Decided,
  open: OpenStack,
  cluster: Cluster,
): Promise<readonly string[]> {
  const { plan } = decided;
  const apps = [...plan.delivered, ...plan.releases.filter(({ kind }) => kind === "app")];
  if (argoNamespace(decided) === undefined || apps.length === 0) return [];
  const records = await readHelmRecords(cluster, [...new Set(apps.map(({ namespace }) => namespace))]);
  return [
    ...(await toArgo(plan.delivered, records, cluster)),
    ...(await toHelm(context, decided, open, cluster, records)),
  ];
}

/** The apps that the state still knows as releases and that go to Argo CD. */
export async function leavingApps({ plan }: Decided, { stack }: OpenStack): Promise<readonly string[]> {
  if (plan.delivered.length === 0) return [];
  const known = recordedReleases(await stack.exportStack());
  return plan.delivered.filter((app) => known.some((release) => isSameRelease(release, app))).map(({ name }) => name);
}

/** Namespace of Argo CD; nothing where it was never there. */
function argoNamespace({ settings }: Decided): string | undefined {
  return settings.catalog.find(({ name }) => name === "argo-cd")?.namespace;
}

/** Takes Helm's records of apps away that Argo CD delivers: to uninstall them would be to end what runs. */
async function toArgo(
  delivered: readonly ReleasePlan[],
  records: readonly HelmRecord[],
  { config }: Cluster,
): Promise<readonly string[]> {
  const known = delivered.flatMap((app) => newestRecord(records, app) ?? []);
  const busy = known.filter(({ status }) => inFlight(status));
  if (busy.length > 0) {
    throw new UserError(
      "Helm has not finished with an app that shall go to Argo CD; nothing was changed.",
      busy.map(({ name, namespace, revision, status }) => ({
        path: `release ${namespace}/${name}`,
        message: `revision ${revision} is ${status}; bring it up with \`delivery: pulumi\` first, and hand it over then`,
      })),
    );
  }
  const { CoreV1Api } = await import("@kubernetes/client-node");
  const api = config.makeApiClient(CoreV1Api);
  for (const { name, namespace } of known)
    await api.deleteCollectionNamespacedSecret({ namespace, labelSelector: `owner=helm,name=${name}` });
  return known.map(({ name }) => `App '${name}' goes to Argo CD: Helm forgets it, and what runs stays.`);
}

/** Makes Helm's what Argo CD delivered until now, and takes the Applications away. */
async function toHelm(
  context: Context,
  decided: Decided,
  { stack, engine }: OpenStack,
  cluster: Cluster,
  records: readonly HelmRecord[],
): Promise<readonly string[]> {
  const unknown = decided.plan.releases.filter((app) => app.kind === "app" && newestRecord(records, app) === undefined);
  // To read the state takes the engine a while.
  if (unknown.length === 0) return [];
  const state = await stack.exportStack();
  const installed = recordedReleases(state);
  const coming = unknown.filter((app) => !installed.some((release) => isSameRelease(release, app)));
  const namespace = argoNamespace(decided) ?? "";
  const live = coming.length === 0 ? undefined : await readApplications(cluster, namespace);
  if (live === undefined) return [];
  const known = resourcesOf(state).flatMap(({ inputs }) =>
    inputs?.kind === "Application" && isObject(inputs.metadata) ? [String(inputs.metadata.name)] : [],
  );
  const applications = live.filter(({ name, destination }) =>
    coming.some((app) => isSameRelease(app, { name, namespace: destination })),
  );
  refuseOthers(
    applications.map(({ name }) => name).filter((name) => !known.includes(name)),
    namespace,
  );
  const sentences: string[] = [];
  for (const app of coming) {
    const delivered = applications.some(({ name }) => name === app.name);
    const taken = await takeOwnership(context, decided, engine.helm, cluster, app, { all: delivered });
    if (delivered) await removeApplication(cluster, namespace, app.name);
    if (delivered || taken > 0)
      sentences.push(
        `App '${app.name}' comes back from Argo CD: ${taken} of its objects were marked as Helm's, and what runs stays.`,
      );
  }
  return sentences;
}

/** An Application that the program did not make would bring the app again. */
function refuseOthers(names: readonly string[], namespace: string): void {
  if (names.length === 0) return;
  throw new UserError(
    "Argo CD still delivers what shall be a release; nothing was changed.",
    names.map((name) => ({
      path: `Application ${namespace}/${name}`,
      message: "was not made by the program. Take it out of git and sync its root; what it delivered stays",
      fix: `argocd app delete ${name} --cascade=false`,
    })),
  );
}

/** Removes an Application alone: without a finalizer, what it delivered stays. */
async function removeApplication({ config }: Cluster, namespace: string, name: string): Promise<void> {
  const { KubernetesObjectApi, PatchStrategy } = await import("@kubernetes/client-node");
  const api = KubernetesObjectApi.makeApiClient(config);
  const application = { apiVersion: "argoproj.io/v1alpha1", kind: "Application", metadata: { name, namespace } };
  const bare = { ...application, metadata: { ...application.metadata, finalizers: [] } };
  await api.patch(bare, undefined, undefined, undefined, undefined, PatchStrategy.MergePatch);
  await api.delete(application);
}
