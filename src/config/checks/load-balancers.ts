import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { appValues } from "../app-values.ts";
import type { Environment } from "../environment-schema.ts";
import { type Path, showPath } from "../path.ts";
import type { Check } from "./check.ts";

/** A port of a Service of type LoadBalancer, and where the values say it. */
interface BalancedPort {
  readonly path: Path;
  readonly port: number;
}

/** Where k3s itself opens ports on every node, each is had by one Service: a second one would wait for ever. */
export const loadBalancers: Check = function* (checked) {
  const { environment } = checked;
  if (environment.loadBalancer.kind !== "k3s") return;
  const holders = new Map(portsOf(environment).map((port) => [port, "environment.ingress"]));
  for (const name of Object.keys(environment.apps)) {
    const found = balancedPorts(["environment", "apps", name, "values"], appValues(name, checked) ?? {});
    for (const { path, port } of found) {
      const holder = holders.get(port);
      if (holder === undefined) {
        holders.set(port, showPath(path));
        continue;
      }
      yield {
        path: showPath(path),
        message: `${port} of every node is already the port of ${holder}, and k3s gives it to one LoadBalancer; choose another, service.type: ClusterIP, or an address for each with environment.loadBalancer: { kind: controller }`,
      };
    }
  }
};

/** The ports by which requests come in to every host. */
function portsOf({ ingress }: Environment): readonly number[] {
  const own = ingress.kind === "gateway-api" && ingress.class !== "traefik" ? ingress.ports : undefined;
  return own === undefined ? [80, 443] : [own.http, own.https];
}

/** Ports of each part that is on and has a Service of type LoadBalancer: its `ports`, or the one of its `service`. */
function* balancedPorts(path: Path, values: JsonObject): Iterable<BalancedPort> {
  const { enabled, service, ports } = values;
  if (enabled === false) return;
  if (isObject(service) && service.type === "LoadBalancer" && service.enabled !== false) {
    if (typeof service.port === "number") yield { path: [...path, "service", "port"], port: service.port };
    else yield* listed([...path, "ports"], ports);
  }
  for (const [key, inner] of Object.entries(values)) if (isObject(inner)) yield* balancedPorts([...path, key], inner);
}

function* listed(path: Path, ports: Json | undefined): Iterable<BalancedPort> {
  for (const [index, item] of Array.isArray(ports) ? ports.entries() : []) {
    const { servicePort, containerPort } = isObject(item) ? item : {};
    const key = servicePort === undefined ? "containerPort" : "servicePort";
    const port = servicePort ?? containerPort;
    if (typeof port === "number") yield { path: [...path, index, key], port };
  }
}
