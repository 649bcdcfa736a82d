import { deepEqual, rejects } from "node:assert/strict";
import { catalog } from "../../../src/catalog/catalog.ts";
import { UserError } from "../../../src/core/problem.ts";
import { planOf, root } from "../../support/stack.ts";

/** What a stack of this project is refused with once it is changed, as `path: message`. */
async function refusal(stack: string, ...assignments: readonly string[]): Promise<readonly string[]> {
  let told: readonly string[] = [];
  await rejects(planOf(root, stack, catalog, ...assignments), (error) => {
    if (!(error instanceof UserError)) throw error;
    told = error.problems.map(({ path, message }) => `${path}: ${message}`);
    return true;
  });
  return told;
}

const auth = "environment.apps.auth";

describe("values that a chart does not take, told before anything is created", () => {
  const refused: Readonly<Record<string, readonly [assignment: string, ...told: string[]]>> = {
    "an unknown key": [
      "apps.auth.values.app.ingres.enabled=true",
      `${auth}.values.app.ingres: unknown key 'ingres'; did you mean 'ingress'? allowed: image, port, ingress, route, timeouts`,
    ],
    "a service without a port": [
      "apps.auth.values.ports=[]",
      `${auth}.values.ports: must have at least 1 item: service.enabled is true, and callers need one; a worker sets it to false`,
    ],
    "two apps with one host": [
      "apps.auth.hosts.app=graph.staging.imprun.dev",
      `environment.apps.graphql-bff.hosts.app: 'graph.staging.imprun.dev' is already the host of ${auth}.hosts.app; a host has one owner`,
    ],
    "an autoscaler whose fewest replicas are more than its most": [
      "apps.auth.values.autoscaling={enabled: true, minReplicas: 11}",
      `${auth}.values.autoscaling.minReplicas: 11 is more than maxReplicas, which is 10`,
    ],
    "migrations without a database": [
      "apps.auth.values.migrations.databases=[]",
      `${auth}.values.migrations.databases: must have at least 1 item: migrations.enabled is true, but there is no database`,
    ],
    "a tag that is not allowed": [
      "apps.auth.images.app=ghcr.io/imprun/auth:latest",
      `${auth}.images.app: 'latest' is not allowed in an environment of tier staging; use staging, rc-…, vX.Y.Z, sha-…, YYYYMMDD-HHMMSS or a digest`,
    ],
    "a part that the chart does not have": [
      "apps.auth.images.gren=ghcr.io/imprun/auth:staging",
      `${auth}.images.gren: unknown key 'gren'; did you mean 'green'? allowed: global, app, canary, blueGreen, green, command, args, runAsUser, replicaCount, autoscaling, podDisruptionBudget, topologySpread, resources, revisionHistoryLimit, preStopSeconds, terminationGracePeriodSeconds, writablePaths, ports, service, env, envFrom, envKeys, probes, persistence, networkPolicy, serviceMonitor, delivery, migrations`,
    ],
    "a word that is none of those allowed": [
      "apps.auth.values.blueGreen.active=gren",
      `${auth}.values.blueGreen.active: 'gren' is not allowed; did you mean 'green'? use blue or green`,
    ],
    "a value of another kind": [
      "apps.auth.values.replicaCount=many",
      `${auth}.values.replicaCount: expected a whole number, given 'many'`,
    ],
    "a text of another form": [
      "apps.auth.values.app.timeouts.request=soon",
      `${auth}.values.app.timeouts.request: 'soon' is not allowed: As 30s or 1m30s; 0s: no limit; empty: the gateway's own`,
    ],
    "a number that is too large": [
      "apps.auth.values.ports=[{name: http, containerPort: 70000}]",
      `${auth}.values.ports[0].containerPort: 70000 is too large: at most 65535`,
    ],
    "a canary that takes more than everything": [
      "apps.auth.values.canary={enabled: true, weight: 120}",
      `${auth}.values.canary.weight: 120 is too large: at most 100`,
    ],
    "a key that is missing": [
      "apps.auth.values.ports=[{name: http}]",
      `${auth}.values.ports[0].containerPort: is required`,
    ],
    "an unknown key of a subchart": [
      "apps.imprun.values.redis.maxmemry=64mb",
      "environment.apps.imprun.values.redis.maxmemry: unknown key 'maxmemry'; did you mean 'maxmemory'? allowed: enabled, global, image, resources, auth, persistence, maxmemory, maxmemoryPolicy, topologySpread, networkPolicy",
    ],
    "a secret that the chart knows nothing of": [
      "apps.imprun.secrets.gitlab={keys: {A: {from: generated}}}",
      "environment.apps.imprun.secrets.gitlab: unknown key 'gitlab'; did you mean 'github'? allowed: mongodb, redis, jwt, github, google",
    ],
    "a mistake in a blueprint, once": [
      "blueprints.service.values.replicas=2",
      "environment.blueprints.service.values.replicas: unknown key 'replicas'; allowed: global, app, canary, blueGreen, green, command, args, runAsUser, replicaCount, autoscaling, podDisruptionBudget, topologySpread, resources, revisionHistoryLimit, preStopSeconds, terminationGracePeriodSeconds, writablePaths, ports, service, env, envFrom, envKeys, probes, persistence, networkPolicy, serviceMonitor, delivery, migrations",
    ],
  };
  for (const [name, [assignment, ...told]] of Object.entries(refused)) {
    it(`${name}`, async () => deepEqual(await refusal("staging", assignment), told));
  }

  it("are told together, each at its place", async () => {
    deepEqual(await refusal("staging", "apps.auth.values.ports=[]", "apps.auth.values.replicaCount=-1"), [
      `${auth}.values.replicaCount: -1 is too small: at least 0`,
      refused["a service without a port"]?.[1],
    ]);
  });
});
