import { CoreV1Api, type KubeConfig, PatchStrategy, setHeaderOptions, type V1Service } from "@kubernetes/client-node";
import { follow } from "./follow.ts";

/** Where k3s' load balancer would put the addresses of nodes. */
const ADDRESS = "127.0.0.1";

/** What Traefik's own Service has on a stock k3s. */
const TRAEFIK_PORTS = [80, 443];

const RETRY_MS = 1_000;

/**
 * Gives each Service of type LoadBalancer an address, as k3s' own does: its ports are opened on every node, so that one whose
 * port another has waits until it is free. Nothing listens there.
 */
export function loadBalancers(config: KubeConfig): Promise<void> {
  const core = config.makeApiClient(CoreV1Api);
  const list = () => core.listServiceForAllNamespaces();
  let later: NodeJS.Timeout | undefined;
  async function settle(): Promise<void> {
    const { settled, waiting } = placed((await list()).items);
    for (const { metadata, status } of settled) {
      const { name, namespace } = metadata ?? {};
      if (status?.loadBalancer?.ingress?.length || !name || !namespace) continue;
      await core.patchNamespacedServiceStatus(
        { name, namespace, body: { status: { loadBalancer: { ingress: [{ ip: ADDRESS }] } } } },
        setHeaderOptions("Content-Type", PatchStrategy.MergePatch),
      );
    }
    clearTimeout(later);
    // Nobody tells that a port is free again.
    if (waiting.length > 0) later = setTimeout(() => void settle().catch(console.error), RETRY_MS);
  }
  return follow(config, "/api/v1/services", list, async ({ spec }: V1Service) => {
    if (spec?.type === "LoadBalancer") await settle();
  });
}

/** The Services that have their ports, and those that wait for one that another has; whoever has an address already comes first. */
export function placed(services: readonly V1Service[]): {
  settled: readonly V1Service[];
  waiting: readonly V1Service[];
} {
  const taken = new Set(TRAEFIK_PORTS);
  const settled: V1Service[] = [];
  const waiting: V1Service[] = [];
  const balanced = services.filter(({ spec }) => spec?.type === "LoadBalancer" && !spec.loadBalancerClass);
  for (const service of balanced.toSorted((one, other) => rank(one) - rank(other))) {
    const ports = (service.spec?.ports ?? []).map(({ port }) => port);
    const isTraefik = service.metadata?.name === "traefik" && service.metadata.namespace === "kube-system";
    if (!isTraefik && ports.some((port) => taken.has(port))) {
      waiting.push(service);
      continue;
    }
    settled.push(service);
    for (const port of ports) taken.add(port);
  }
  return { settled, waiting };
}

function rank({ status, metadata }: V1Service): number {
  return status?.loadBalancer?.ingress?.length ? 0 : (metadata?.creationTimestamp?.getTime() ?? 0);
}
