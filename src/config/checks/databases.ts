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
    const cluster = `${database.namespace}/${clusterOf(name, database)}`;
    const holder = clusters.get(cluster);
    if (holder !== undefined) {
      yield {
        path: showPath(path),
        message: `the Cluster ${cluster} is already that of ${holder}; choose another name`,
      };
    }
    clusters.set(cluster, showPath(path));
    yield* operators(checked, path, database);
    yield* strength(path, database, environment.tier);
    yield* restores(path, name, database);
  }
  yield* owners(checked);
};

/** What makes a database run, and keeps its backups, is installed. */
function* operators({ environment }: Checked, path: Path, { kind, backup }: DatabaseSettings): Iterable<Problem> {
  const needed = ["cloudnative-pg", ...(backup === undefined ? [] : ["plugin-barman-cloud"])];
  for (const component of needed.filter((name) => environment.components[name] === undefined)) {
    const what = component === "plugin-barman-cloud" ? "backups are kept by" : `${kind} is run by`;
    yield {
      path: showPath(component === "plugin-barman-cloud" ? [...path, "backup"] : path),
      message: `${what} ${component}; add environment.components.${component}: {}`,
    };
  }
}

function* strength(path: Path, { instances }: DatabaseSettings, tier: string): Iterable<Problem> {
  if (tier !== "prod" || instances === undefined || instances > 1) return;
  yield {
    path: showPath([...path, "instances"]),
    message: "a single instance does not outlive its node; tier prod wants 2 at least, better 3",
  };
}

function* restores(path: Path, name: string, database: DatabaseSettings): Iterable<Problem> {
  const { restore, backup } = database;
  if (restore === undefined) return;
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
