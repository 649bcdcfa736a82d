import { credentialsName } from "../../config/database-secrets.ts";
import type { Settings } from "../../config/settings.ts";
import type { ObjectPlan } from "../objects.ts";
import type { SecretPlan } from "../secrets.ts";
import { clickhouseObjects, clickhouseStep } from "./clickhouse.ts";
import { databaseStep, postgresqlObjects } from "./postgresql.ts";

/** The objects of an environment's databases; each kind's operator makes of them what runs. */
export function planDatabases(settings: Settings, secrets: readonly SecretPlan[]): readonly ObjectPlan[] {
  return Object.entries(settings.environment.databases).flatMap(([name, database]) =>
    database.kind === "postgresql"
      ? postgresqlObjects(name, database, settings, secrets)
      : clickhouseObjects(name, database, settings, secrets),
  );
}

/** The steps after which the databases of an app can be used. */
export function databaseSteps(app: string, { environment }: Pick<Settings, "environment">): readonly string[] {
  return Object.entries(environment.databases).flatMap(([name, settings]) =>
    Object.entries(settings.databases)
      .filter(([, database]) => database.app === app)
      .map(([database]) =>
        settings.kind === "postgresql"
          ? databaseStep(name, settings, credentialsName(database))
          : clickhouseStep(name, settings),
      ),
  );
}
