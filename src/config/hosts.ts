import type { BackendService, Component } from "../catalog/component.ts";
import { hostSecretName } from "../core/certificate.ts";
import type { Environment } from "./environment-schema.ts";
import { catalogOf } from "./installed.ts";
import type { Path } from "./path.ts";

/** A host that an app or a component is reached by, or that redirects to one. */
export interface Host {
  /** Unlike any other host's: `<owner>-<part>`. */
  readonly name: string;
  readonly owner: string;
  readonly namespace: string;
  readonly host: string;
  /** The Secret that holds its certificate. */
  readonly secretName: string;
  /** Where requests go that the platform itself has to route; an app's chart does that. */
  readonly service?: BackendService;
  /** The host that its visitors are sent to. */
  readonly redirect?: string;
  /** Where the stack file says it. */
  readonly path: Path;
}

/** An environment, and the catalog that its components come from. */
interface Installed {
  readonly environment: Environment;
  readonly catalog: readonly Component[];
}

/** Every host of an environment, those of components first. */
export function hostsOf({ environment, catalog }: Installed): readonly Host[] {
  const apps = Object.entries(environment.apps).flatMap(([owner, { namespace, hosts }]) =>
    Object.entries(hosts).map(([part, host]) => ({
      name: `${owner}-${part}`,
      owner,
      namespace,
      host,
      secretName: hostSecretName(owner, part),
      path: ["environment", "apps", owner, "hosts", part],
    })),
  );
  return [...componentHosts({ environment, catalog }), ...apps, ...redirects(environment)];
}

function componentHosts({ environment, catalog }: Installed): readonly Host[] {
  return catalogOf(environment, catalog).flatMap(({ name: owner, namespace, hosts }) =>
    (hosts?.(environment.components[owner] ?? {}) ?? []).map(({ part, host, secretName, service, setting }) => ({
      name: `${owner}-${part}`,
      owner,
      namespace,
      host,
      secretName,
      service,
      path: ["environment", "components", owner, ...setting],
    })),
  );
}

function redirects({ ingress }: Environment): readonly Host[] {
  return Object.entries(ingress.redirects).map(([host, redirect]) => {
    const name = `redirect-${host.replaceAll(".", "-")}`;
    return {
      name,
      owner: "ingress",
      namespace: ingress.namespace,
      host,
      secretName: `${name}-tls`,
      redirect,
      path: ["environment", "ingress", "redirects", host],
    };
  });
}
