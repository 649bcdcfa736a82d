import type { Problem } from "../../core/problem.ts";
import { clusterOf, credentialsName } from "../database-secrets.ts";
import type { DatabaseSettings } from "../databases.ts";
import { type Path, showPath } from "../path.ts";
import type { Check, Checked } from "./check.ts";
import { unknownApp } from "./unknown-app.ts";

/** A database has a name of its own, an operator, an app that knows it, and backups wherever it is filled from them. */
export const databases: Check = function* (checked) {
  const { environment, catalog } = checked;
  const clusters = new Map<string, string>();
  for (const [name, database] of Object.entries(environment.databases)) {
    const path = ["environment", "databases", name];
    if (environment.apps[name] !== undefined || catalog.some((component) => component.name === name)) {
      yield {
        path: showPath(path),
        message: "is the name of an app or a component; give the database another name",
      };
    }
    const cluster = `${database.kind} ${database.namespace}/${clusterOf(name, database)}`;
    const holder = clusters.get(cluster);
    if (holder !== undefined) {
      yield {
        path: showPath(path),
        message: `${cluster} is already that of ${holder}; choose another name`,
      };
    }
    clusters.set(cluster, showPath(path));
    yield* runs(checked, path, database);
    yield* strength(path, database, environment.tier);
    yield* restores(path, name, database);
  }
  yield* owners(checked);
};

/** Component that runs each kind, and the namespace that it looks after; none: every one. */
const operators = {
  postgresql: { component: "cloudnative-pg" },
  clickhouse: { component: "clickhouse", namespace: "data" },
} as const;

/** What makes a database run, and keeps its backups, is installed, and looks after its namespace. */
function* runs({ environment }: Checked, path: Path, database: DatabaseSettings): Iterable<Problem> {
  const { components } = environment;
  const { component, ...operator } = operators[database.kind];
  if (components[component] === undefined) {
    yield {
      path: showPath(path),
      message: `${database.kind} is run by ${component}; add environment.components.${component}: {}`,
    };
  }
  if ("namespace" in operator && database.namespace !== operator.namespace) {
    yield {
      path: showPath([...path, "namespace"]),
      message: `'${database.namespace}' is not looked after by ${component}; use ${operator.namespace}`,
    };
  }
  if (database.kind === "clickhouse" && database.backup !== undefined && Object.keys(database.databases).length === 0) {
    yield {
      path: showPath([...path, "backup"]),
      message: `has nothing to back up; name a database under ${showPath([...path, "databases"])}`,
    };
  }
  const plugin = "plugin-barman-cloud";
  if (database.kind === "postgresql" && database.backup !== undefined && components[plugin] === undefined) {
    yield {
      path: showPath([...path, "backup"]),
      message: `backups are kept by ${plugin}; add environment.components.${plugin}: {}`,
    };
  }
}

function* strength(path: Path, database: DatabaseSettings, tier: string): Iterable<Problem> {
  const [setting, count] =
    database.kind === "postgresql" ? ["instances", database.instances] : ["replicas", database.replicas];
  if (tier !== "prod" || count !== 1) return;
  yield {
    path: showPath([...path, setting]),
    message: `a single ${setting.slice(0, -1)} does not outlive its node; tier prod wants 2 at least${setting === "instances" ? ", better 3" : ""}`,
  };
}

function* restores(path: Path, name: string, database: DatabaseSettings): Iterable<Problem> {
  if (database.kind !== "postgresql" || database.restore === undefined) return;
  const { restore, backup } = database;
  if (backup === undefined) {
    yield { path: showPath([...path, "restore"]), message: "is read from the object store of `backup`; add it" };
  }
  if (restore.from === clusterOf(name, database)) {
    yield {
      path: showPath([...path, "restore", "from"]),
      message: `a restore fills a new Cluster; set ${showPath([...path, "cluster"])} to another name, such as ${restore.from}-2`,
    };
  }
}

/** Each database belongs to an app that is there and has no secret of that name yet. */
function* owners({ environment }: Checked): Iterable<Problem> {
  const { apps } = environment;
  const taken = new Map(
    Object.entries(apps).flatMap(([app, { secrets }]) =>
      Object.keys(secrets).map((secret) => [
        `${app}-${secret}`,
        showPath(["environment", "apps", app, "secrets", secret]),
      ]),
    ),
  );
  for (const [name, { databases }] of Object.entries(environment.databases)) {
    for (const [database, { app }] of Object.entries(databases)) {
      const path = ["environment", "databases", name, "databases", database];
      if (apps[app] === undefined) yield { path: showPath([...path, "app"]), message: unknownApp(app, apps) };
      const secret = `${app}-${credentialsName(database)}`;
      const holder = taken.get(secret);
      if (holder !== undefined) {
        yield {
          path: showPath(path),
          message: `its Secret ${secret} is already that of ${holder}; choose another name`,
        };
      }
      taken.set(secret, showPath(path));
    }
  }
}
