import { CoreV1Api, type KubeConfig, PatchStrategy, setHeaderOptions, type V1Service } from "@kubernetes/client-node";
import { follow } from "./follow.ts";

/** Where k3s' load balancer would put the addresses of nodes. */
const ADDRESS = "127.0.0.1";

/** Gives each Service of type LoadBalancer an address. Nothing listens there. */
export function loadBalancers(config: KubeConfig): Promise<void> {
  const core = config.makeApiClient(CoreV1Api);
  return follow(
    config,
    "/api/v1/services",
    () => core.listServiceForAllNamespaces(),
    async (service: V1Service) => {
      const { name, namespace } = service.metadata ?? {};
      if (service.spec?.type !== "LoadBalancer" || service.spec.loadBalancerClass || !name || !namespace) return;
      if (service.status?.loadBalancer?.ingress?.length) return;
      await core.patchNamespacedServiceStatus(
        { name, namespace, body: { status: { loadBalancer: { ingress: [{ ip: ADDRESS }] } } } },
        setHeaderOptions("Content-Type", PatchStrategy.MergePatch),
      );
    },
  );
}
