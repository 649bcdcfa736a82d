import { hostSecretName } from "../core/certificate.ts";
import { parseImage } from "../core/image.ts";
import { type JsonObject, overlay } from "../core/json.ts";
import type { App } from "./app.ts";
import type { Environment } from "./environment-schema.ts";
import { controllerNamespace, type IngressSettings, listenerOf } from "./traffic.ts";

/** Images and hosts of an app as the values of the parts that they are given for: `<part>.image`, `.ingress` and `.route`. */
export function partValues(
  name: string,
  { images, hosts }: Pick<App, "images" | "hosts">,
  { ingress, certificates }: Pick<Environment, "ingress" | "certificates">,
): JsonObject {
  const imageValues = Object.entries(images).map(([part, text]) => [part, { image: { ...parseImage(text) } }]);
  const hostValues = Object.entries(hosts).map(([part, host]) => [
    part,
    exposure({ app: name, part, host, encrypted: certificates !== undefined }, ingress),
  ]);
  return overlay(Object.fromEntries(imageValues), Object.fromEntries(hostValues));
}

interface Exposed {
  readonly app: string;
  readonly part: string;
  readonly host: string;
  /** The environment has certificates. */
  readonly encrypted: boolean;
}

/** How one part's host is reached: an Ingress, or a route of the environment's Gateway, which ends TLS. */
function exposure({ app, part, host, encrypted }: Exposed, ingress: IngressSettings): JsonObject {
  const hosts = [{ host, paths: [{ path: "/", pathType: "Prefix" }] }];
  const from = controllerNamespace(ingress);
  if (ingress.kind === "traefik") {
    const tls = encrypted ? { tls: [{ secretName: hostSecretName(app, part), hosts: [host] }] } : {};
    return { ingress: { enabled: true, className: ingress.class, controllerNamespace: from, hosts, ...tls } };
  }
  const sectionName = listenerOf(`${app}-${part}`, ingress, encrypted);
  const gateway = { name: ingress.name, namespace: ingress.namespace, sectionName };
  return { ingress: { hosts }, route: { enabled: true, controllerNamespace: from, gateway } };
}
