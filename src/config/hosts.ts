import type { Component } from "../catalog/component.ts";
import { hostSecretName } from "../core/certificate.ts";
import type { Environment } from "./environment-schema.ts";
import { catalogOf } from "./installed.ts";
import type { Path } from "./path.ts";

/** A host that an app or a component is reached by. */
export interface Host {
  /** Unlike any other host's: `<owner>-<part>`. */
  readonly name: string;
  readonly owner: string;
  readonly namespace: string;
  readonly host: string;
  /** The Secret that holds its certificate. */
  readonly secretName: string;
  /** Where the stack file says it. */
  readonly path: Path;
}

/** Every host of an environment, those of components first. */
export function hostsOf({
  environment,
  catalog,
}: {
  readonly environment: Environment;
  readonly catalog: readonly Component[];
}): readonly Host[] {
  const components = catalogOf(environment, catalog).flatMap(({ name: owner, namespace, hosts }) =>
    (hosts?.(environment.components[owner] ?? {}) ?? []).map(({ part, host, secretName, setting }) => ({
      name: `${owner}-${part}`,
      owner,
      namespace,
      host,
      secretName,
      path: ["environment", "components", owner, ...setting],
    })),
  );
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
  return [...components, ...apps];
}
