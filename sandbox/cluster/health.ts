import type { ApiClient } from "./api-client.ts";
import { componentsOf } from "./components.ts";
import { extraProblems } from "./extras.ts";
import { isRunning } from "./processes.ts";
import type { SandboxRecord } from "./record.ts";

/** The processes of a sandbox that do not run. */
export function deadComponents(record: SandboxRecord) {
  return componentsOf(record).filter((component) => !isRunning(record.processes[component]));
}

/** What keeps the API server from answering; undefined if it is ready. */
export async function apiProblem(api: ApiClient): Promise<string | undefined> {
  const { status, body } = await api("GET", "/readyz");
  if (status === 200) return undefined;
  const failed = body.split("\n").filter((line) => line.startsWith("[-]"));
  return `the API server is not ready (${failed.length > 0 ? failed.join(", ") : body.trim() || status})`;
}

/** What a sandbox still lacks: what its cluster does, and those of its processes on request that do not answer. */
export async function sandboxProblems(api: ApiClient, record: SandboxRecord): Promise<string[]> {
  const [ofCluster, ofExtras] = await Promise.all([clusterProblems(api, record.nodes), extraProblems(record)]);
  return [...ofCluster, ...ofExtras];
}

/** What a cluster with that many nodes still lacks before anything can be installed; empty if nothing. */
export async function clusterProblems(api: ApiClient, nodes: number): Promise<string[]> {
  const notReady = await apiProblem(api);
  if (notReady !== undefined) return [notReady];
  const [nodeList, ...present] = await Promise.all([
    api("GET", "/api/v1/nodes"),
    ...NEEDED.map(async ({ path, what }) => ((await api("GET", path)).status === 200 ? undefined : what)),
  ]);
  const ready = nodeList.status === 200 ? readyNodes(nodeList.body) : 0;
  const problems = present.filter((what) => what !== undefined);
  if (ready < nodes) problems.push(`${ready} of ${nodes} nodes are ready`);
  return problems;
}

const NEEDED = [
  { path: "/api/v1/namespaces/default/serviceaccounts/default", what: "no default ServiceAccount yet" },
  { path: "/api/v1/namespaces/kube-system/serviceaccounts/default", what: "no namespace kube-system yet" },
];

interface NodeList {
  items: { spec: { taints?: unknown[] }; status: { conditions?: { type: string; status: string }[] } }[];
}

// A node that is ready but still tainted takes no pods yet.
function readyNodes(body: string): number {
  const { items }: NodeList = JSON.parse(body);
  return items.filter(
    ({ spec, status }) =>
      (spec.taints ?? []).length === 0 &&
      status.conditions?.some(({ type, status }) => type === "Ready" && status === "True"),
  ).length;
}

/** The version the API server states ("v1.36.3"). Throws if it does not answer. */
export async function apiVersion(api: ApiClient): Promise<string> {
  const { status, body } = await api("GET", "/version");
  if (status !== 200) throw new Error(`the API server does not state its version (${status})`);
  const { gitVersion }: { gitVersion: string } = JSON.parse(body);
  return gitVersion;
}
