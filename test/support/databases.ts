import { type JsonObject, overlay } from "../../src/core/json.ts";
import type { Plan } from "../../src/plan/plan.ts";
import type { ReleasePlan } from "../../src/plan/releases.ts";
import { objectIn, planFor } from "./environment.ts";

const store = { kind: "s3", bucket: "backups", path: "demo/test", region: "eu-central-1", auth: { kind: "node-role" } };

/** Three apps, and one cluster with a database for each of the first two. */
export const databaseEnvironment: JsonObject = {
  tier: "staging",
  components: { "cert-manager": {}, "cloudnative-pg": {}, "plugin-barman-cloud": {} },
  apps: {
    web: { chart: "web", namespace: "web" },
    worker: { chart: "worker", namespace: "jobs" },
    other: { chart: "worker", namespace: "jobs" },
  },
  databases: {
    main: {
      kind: "postgresql",
      databases: { web_db: { app: "web", extensions: ["pg_trgm"] }, jobs_db: { app: "worker" } },
    },
  },
};

/** The plan of that environment with changes laid over it. */
export function planned(...changes: readonly JsonObject[]): Plan {
  return planFor(changes.reduce(overlay, databaseEnvironment));
}

/** A change of the cluster. */
export function main(change: JsonObject): JsonObject {
  return { databases: { main: change } };
}

/** The cluster with backups, and changes of their object store. */
export function backup(change: JsonObject = {}): JsonObject {
  return main({ backup: { objectStore: overlay(store, change) } });
}

/** The step of the cluster. */
export const cluster = "Cluster/data/main";

/** What the Cluster object of a plan specifies. */
export function clusterIn(plan: Plan) {
  return Object(objectIn(plan, cluster).spec);
}

/** An app's release in a plan. */
export function release({ releases }: Plan, app: string): ReleasePlan | undefined {
  return releases.find(({ name }) => name === app);
}
