import { type Host, hostsOf } from "../config/hosts.ts";
import type { Settings } from "../config/settings.ts";
import { controllersOf } from "./controllers.ts";
import { type ObjectPlan, objectPlan, stepName } from "./objects.ts";

const apiVersion = "traefik.io/v1alpha1";
const owner = "ingress";

/** What sends the visitors of one host to another, where Traefik brings requests: no Ingress can do it. */
export function traefikObjects(settings: Settings): readonly ObjectPlan[] {
  const { ingress, certificates } = settings.environment;
  if (ingress.kind !== "traefik") return [];
  const after = controllersOf(settings);
  return hostsOf(settings).flatMap((host) =>
    host.redirect === undefined
      ? []
      : [redirect(host, host.redirect, after), route(host, ingress.class, certificates !== undefined)],
  );
}

function redirect({ name, namespace }: Host, to: string, requires: readonly string[]): ObjectPlan {
  return objectPlan({
    apiVersion,
    kind: "Middleware",
    name,
    namespace,
    owner,
    requires,
    body: {
      spec: {
        redirectRegex: {
          regex: "^(https?)://[^/:]+(:[0-9]+)?(.*)",
          replacement: `\${1}://${to}\${3}`,
          permanent: true,
        },
      },
    },
  });
}

function route({ name, namespace, host, secretName }: Host, ingressClass: string, encrypted: boolean): ObjectPlan {
  return objectPlan({
    apiVersion,
    kind: "IngressRoute",
    name,
    namespace,
    owner,
    annotations: { "kubernetes.io/ingress.class": ingressClass },
    requires: [stepName("Middleware", name, namespace)],
    body: {
      spec: {
        entryPoints: [encrypted ? "websecure" : "web"],
        routes: [
          {
            kind: "Rule",
            match: `Host(\`${host}\`)`,
            middlewares: [{ name }],
            // Never reached: the answer is the redirect.
            services: [{ kind: "TraefikService", name: "noop@internal" }],
          },
        ],
        ...(encrypted ? { tls: { secretName } } : {}),
      },
    },
  });
}
