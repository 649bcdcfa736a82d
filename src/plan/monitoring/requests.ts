import type { JsonObject } from "../../core/json.ts";
import { relabel, withLabel } from "./promql.ts";

/** Requests per second, by namespace, app, source (`ingress` or `app`) and status code. */
export const requestRate = "app:http_requests:rate5m";

/** Requests per second that took no longer than `le` seconds, by namespace, app and source. */
export const durationRate = "app:http_request_duration_seconds_bucket:rate5m";

/**
 * What requests are counted by, one form for every app: Traefik counts those that come from outside, whatever app they go to,
 * and an app may count its own.
 */
export function requestRules(namespaces: readonly string[], traefik: boolean): readonly JsonObject[] {
  return [
    { record: requestRate, counter: "requests_total", by: "code" },
    { record: durationRate, counter: "request_duration_seconds_bucket", by: "le" },
  ].map(({ record, counter, by }) => {
    const sources = [...(traefik ? [fromTraefik(counter, namespaces)] : []), fromApps(counter)];
    return { record, expr: `sum by (namespace, app, source, ${by}) (${sources.join(" or ")})` };
  });
}

/**
 * Traefik names a service `<namespace>-<service>-<port>@<provider>`, for Ingresses, its own kinds and the Gateway API alike.
 * Prometheus moves that to `exported_service`, unless Traefik's monitor says otherwise. A service of a namespace that is none
 * of the environment's keeps the long name.
 */
function fromTraefik(counter: string, namespaces: readonly string[]): string {
  const known = alternatives(namespaces);
  const moved = relabel(`rate(traefik_service_${counter}[5m])`, "exported_service", "service", "(.+@.+)");
  const placed = relabel(moved, "namespace", "exported_service", `(${known})-.+`);
  const named = relabel(placed, "app", "exported_service", "(.+)");
  return withLabel(relabel(named, "app", "exported_service", `(?:${known})-(.+)-[^-]+@.+`), "source", "ingress");
}

/** An app that counts by itself is told by its Service; it may call the status code `code` or `status`. */
function fromApps(counter: string): string {
  const own = relabel(`rate(http_${counter}[5m])`, "code", "status", "(.+)");
  return withLabel(relabel(own, "app", "service", "(.+)"), "source", "app");
}

/** A pattern for any of the names; the longer ones first, as one may be the beginning of another. */
function alternatives(names: readonly string[]): string {
  return [...names].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).join("|");
}
