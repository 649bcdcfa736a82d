import type { V1Ingress, V1Service } from "@kubernetes/client-node";
import type { ClusterPlan } from "../../plan/cluster.ts";

/** One way to reach something that runs in the cluster. */
export interface Access {
  readonly namespace: string;
  readonly service: string;
  readonly how: "host" | "node port" | "load balancer" | "port-forward";
  /** A URL, an address, or the command that opens the way. */
  readonly where: string;
}

/** How each Service can be reached: by the host of an Ingress or a route, a port of every node, a load balancer, or else by hand. */
export function accessOf(
  services: readonly V1Service[],
  ingresses: readonly V1Ingress[],
  routes: readonly Access[],
  cluster: Pick<ClusterPlan, "context">,
  kubeconfig: string | undefined,
): readonly Access[] {
  const hosts = [...ingresses.flatMap(ingressAccess), ...routes];
  const rest = services
    .filter(
      ({ metadata, spec }) => spec?.type !== "ExternalName" && !isHosted(metadata?.namespace, metadata?.name, hosts),
    )
    .flatMap((service) => serviceAccess(service, connection(cluster, kubeconfig)));
  return [...hosts, ...rest];
}

function connection({ context }: Pick<ClusterPlan, "context">, kubeconfig: string | undefined): string {
  return `kubectl${kubeconfig === undefined ? "" : ` --kubeconfig ${kubeconfig}`} --context ${context}`;
}

function isHosted(namespace: string | undefined, name: string | undefined, hosts: readonly Access[]): boolean {
  return hosts.some((access) => access.namespace === namespace && access.service === name);
}

function ingressAccess({ metadata, spec }: V1Ingress): readonly Access[] {
  const encrypted = new Set((spec?.tls ?? []).flatMap(({ hosts }) => hosts ?? []));
  return (spec?.rules ?? []).flatMap(({ host, http }) =>
    (http?.paths ?? []).map(({ path, backend }) => ({
      namespace: metadata?.namespace ?? "",
      service: backend.service?.name ?? "",
      how: "host" as const,
      where: `${encrypted.has(host ?? "") ? "https" : "http"}://${host ?? "*"}${path ?? "/"}`,
    })),
  );
}

function serviceAccess({ metadata, spec, status }: V1Service, kubectl: string): readonly Access[] {
  const place = { namespace: metadata?.namespace ?? "", service: metadata?.name ?? "" };
  const ports = spec?.ports ?? [];
  if (spec?.type === "LoadBalancer") {
    const addresses = (status?.loadBalancer?.ingress ?? []).map(({ hostname, ip }) => hostname ?? ip ?? "");
    const where = addresses.flatMap((address) => ports.map(({ port }) => `${address}:${port}`)).join(", ");
    return [{ ...place, how: "load balancer", where: where || "no address yet" }];
  }
  if (spec?.type === "NodePort") {
    return ports.map(({ nodePort }) => ({ ...place, how: "node port", where: `<any node>:${nodePort}` }));
  }
  const [first] = ports;
  if (first === undefined || spec?.clusterIP === "None") return [];
  const local = first.port < 1024 ? first.port + 8000 : first.port;
  const where = `${kubectl} --namespace ${place.namespace} port-forward service/${place.service} ${local}:${first.port}`;
  return [{ ...place, how: "port-forward", where }];
}
