import { isObject, type JsonObject } from "../../core/json.ts";
import type { Access } from "./access.ts";
import type { Cluster } from "./cluster.ts";

const kinds = [
  { group: "gateway.networking.k8s.io", version: "v1", plural: "httproutes", accessOf: routeAccess },
  { group: "traefik.io", version: "v1alpha1", plural: "ingressroutes", accessOf: ingressRouteAccess },
] as const;

/** Hosts that lead to Services by routes of a Gateway, or by Traefik's own; none where the cluster does not know the kind. */
export async function readRouteAccess(
  { config }: Cluster,
  namespace: string,
  encrypted: boolean,
): Promise<readonly Access[]> {
  const { ApiException, CustomObjectsApi } = await import("@kubernetes/client-node");
  const api = config.makeApiClient(CustomObjectsApi);
  const found = kinds.map(async ({ accessOf, ...resource }) => {
    try {
      const list: unknown = await api.listNamespacedCustomObject({ ...resource, namespace });
      return mapsAt(list, "items").flatMap((item) => accessOf(item, encrypted));
    } catch (error) {
      if (error instanceof ApiException && error.code === 404) return [];
      throw error;
    }
  });
  return (await Promise.all(found)).flat();
}

/** The hosts and paths of an HTTPRoute; its Gateway ends TLS, if anything does. */
export function routeAccess({ metadata, spec }: JsonObject, encrypted: boolean): readonly Access[] {
  const hosts = isObject(spec) && Array.isArray(spec.hostnames) ? spec.hostnames.map(String) : ["*"];
  return mapsAt(spec, "rules").flatMap((rule) => {
    const paths = mapsAt(rule, "matches").map(({ path }) => textAt(path, "value") || "/");
    return leading(metadata, mapsAt(rule, "backendRefs"), hosts, paths.length > 0 ? paths : ["/"], encrypted);
  });
}

/** The hosts and paths of an IngressRoute, with TLS where it says so itself. */
export function ingressRouteAccess({ metadata, spec }: JsonObject): readonly Access[] {
  const encrypted = isObject(spec) && isObject(spec.tls);
  return mapsAt(spec, "routes").flatMap((route) => {
    const rule = textAt(route, "match");
    const [hosts, paths] = [/Host\(`([^`]+)`\)/g, /Path(?:Prefix)?\(`([^`]+)`\)/g].map((form) =>
      [...rule.matchAll(form)].map(([, given = ""]) => given),
    );
    return leading(metadata, mapsAt(route, "services"), hosts ?? [], paths?.length ? paths : ["/"], encrypted);
  });
}

/** One way for each host and path to what stands first behind it; nothing where nothing does, as for a redirect. */
function leading(
  metadata: unknown,
  [backend]: readonly JsonObject[],
  hosts: readonly string[],
  paths: readonly string[],
  encrypted: boolean,
): readonly Access[] {
  if (backend === undefined) return [];
  return hosts.flatMap((host) =>
    paths.map((path) => ({
      namespace: textAt(backend, "namespace") || textAt(metadata, "namespace"),
      service: textAt(backend, "name"),
      how: "host" as const,
      where: `${encrypted ? "https" : "http"}://${host}${path}`,
    })),
  );
}

function mapsAt(parent: unknown, key: string): readonly JsonObject[] {
  const list = isObject(parent) ? parent[key] : undefined;
  return Array.isArray(list) ? list.filter(isObject) : [];
}

function textAt(parent: unknown, key: string): string {
  const value = isObject(parent) ? parent[key] : undefined;
  return typeof value === "string" ? value : "";
}
