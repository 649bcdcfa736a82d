import { deepEqual, equal } from "node:assert/strict";
import { catalog } from "../../../src/catalog/catalog.ts";
import { ownersOf } from "../../../src/config/owners.ts";
import { valueAt } from "../../../src/config/path.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { planNamespaces } from "../../../src/plan/namespaces.ts";
import { podSecurity } from "../../../src/rules/pod-security.ts";
import { settingsFor } from "../../support/environment.ts";
import { everything, largest, mapsIn } from "./values.ts";

/** Where values say what pods may do. */
interface Contexts {
  /** Path of what holds for the whole pod, if it is ours to say. */
  readonly pod?: string;
  /** Paths of what holds for one container each. */
  readonly containers: readonly string[];
  /** What is left to be wished for. */
  readonly faults?: readonly string[];
}

/** Components whose charts leave it to us. */
const ours: Readonly<Record<string, Contexts>> = {
  // The operator's image names no user by number, so that nobody can tell that it is not root.
  clickhouse: {
    containers: ["operator.containerSecurityContext", "metrics.containerSecurityContext"],
    faults: ["may run as root"],
  },
  jaeger: { pod: "jaeger.podSecurityContext", containers: ["jaeger.securityContext"] },
  "kube-prometheus-stack": { containers: ["grafana.extraInitContainers.0.securityContext"] },
  "opentelemetry-collector": { pod: "podSecurityContext", containers: ["securityContext"] },
  reloader: { containers: ["reloader.deployment.containerSecurityContext"] },
  valkey: { containers: ["metrics.exporter.securityContext"] },
  velero: { pod: "podSecurityContext", containers: ["containerSecurityContext", "initContainers.0.securityContext"] },
};

/** Components whose charts keep to the level `restricted` by themselves: nothing may be said that is weaker. */
const theirs = [
  ...["argo-cd", "cert-manager", "cloudnative-pg", "external-secrets", "metrics-server", "mongodb-kubernetes"],
  ...["plugin-barman-cloud", "sealed-secrets", "traefik"],
];

/** What pods need that cannot be restricted: the network of every node, a Job of the chart's, figures of every node. */
const levels: Readonly<Record<string, string>> = {
  cilium: "privileged",
  clickhouse: "baseline",
  "kube-prometheus-stack": "privileged",
};

function at(values: JsonObject, path: string): JsonObject {
  return (valueAt(values, path.split(".")) ?? {}) as JsonObject;
}

/** What the rule about pods says of a pod that is made as values say. */
function faultsOf(values: JsonObject, { pod, containers }: Contexts): readonly string[] {
  const spec = {
    securityContext: pod === undefined ? {} : at(values, pod),
    containers: containers.map((path) => ({ name: path, securityContext: at(values, path) })),
  };
  const context = {
    tier: "prod",
    imageRegistry: "docker.io",
    parameters: {},
    namespace: "platform",
    home: "platform",
    objects: [],
  } as const;
  return [...podSecurity.check({ kind: "Pod", spec }, context)];
}

describe("what pods of components may do", () => {
  it("is known of each: ours to say, the chart's, or more than that", () => {
    const known = [...Object.keys(ours), ...theirs, "cilium", "prometheus-operator-crds"];
    deepEqual(
      known.sort(),
      catalog.map(({ name }) => name),
    );
  });

  for (const component of catalog) {
    const { name } = component;
    const values = largest(component);
    const contexts = ours[name];

    it(`${name}: is restricted wherever that is said`, () => {
      const said = [...mapsIn(values)]
        .map(({ path }) => path.join("."))
        .filter((path) => /securityContext$/i.test(path));
      deepEqual(said.sort(), contexts === undefined ? [] : [contexts.pod ?? [], ...contexts.containers].flat().sort());
      if (contexts === undefined) return;
      const { faults = [], containers } = contexts;
      const expected = faults.length === 0 ? [] : containers.map((path) => `container '${path}' ${faults.join(", ")}`);
      deepEqual(faultsOf(values, contexts), expected);
    });

    it(`${name}: is what its namespace allows`, () => {
      equal(
        component.podSecurityWith?.(component.settings.parse({})) ?? component.podSecurity,
        levels[name] ?? "restricted",
      );
    });
  }

  it("is more for velero only where agents read the volumes of nodes", () => {
    const level = (velero: JsonObject) => {
      const settings = settingsFor({ components: { velero } }, { catalog });
      const namespaces = planNamespaces(ownersOf(settings), "test");
      return namespaces.find(({ name }) => name === "velero")?.labels["pod-security.kubernetes.io/enforce"];
    };
    equal(level({}), "restricted");
    equal(level(everything.velero ?? {}), "privileged");
  });
});
