import { at, mapsAt, textAt, textsAt } from "../../core/fields.ts";
import { isObject, type JsonObject } from "../../core/json.ts";
import type { Access } from "./access.ts";
import type { Cluster } from "./cluster.ts";
import { readCustomObjects } from "./custom-objects.ts";

const kinds = [
  { group: "gateway.networking.k8s.io", version: "v1", plural: "httproutes", accessOf: routeAccess },
  { group: "traefik.io", version: "v1alpha1", plural: "ingressroutes", accessOf: ingressRouteAccess },
] as const;

/** Hosts that lead to Services by routes of a Gateway, or by Traefik's own; none where the cluster does not know the kind. */
export async function readRouteAccess(
  cluster: Cluster,
  namespace: string,
  encrypted: boolean,
): Promise<readonly Access[]> {
  const found = kinds.map(async ({ accessOf, ...kind }) =>
    ((await readCustomObjects(cluster, kind, namespace)) ?? []).flatMap((item) => accessOf(item, encrypted)),
  );
  return (await Promise.all(found)).flat();
}

/** The hosts and paths of an HTTPRoute; its Gateway ends TLS, if anything does. */
export function routeAccess({ metadata, spec }: JsonObject, encrypted: boolean): readonly Access[] {
  const named = textsAt(spec, "hostnames");
  const hosts = named.length > 0 ? named : ["*"];
  return mapsAt(spec, "rules").flatMap((rule) => {
    const paths = mapsAt(rule, "matches").map(({ path }) => textAt(path, "value") || "/");
    return leading(metadata, mapsAt(rule, "backendRefs"), hosts, paths.length > 0 ? paths : ["/"], encrypted);
  });
}

/** The hosts and paths of an IngressRoute, with TLS where it says so itself. */
export function ingressRouteAccess({ metadata, spec }: JsonObject): readonly Access[] {
  const encrypted = isObject(at(spec, "tls"));
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
