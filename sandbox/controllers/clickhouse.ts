import type { CustomObject, CustomResources, Kind, Status } from "./custom-resources.ts";
import type { Secrets } from "./secrets.ts";

const RETRY_MS = 1_000;

const installations: Kind = {
  group: "clickhouse.altinity.com",
  version: "v1",
  plural: "clickhouseinstallations",
  kind: "ClickHouseInstallation",
};

const keepers: Kind = {
  group: "clickhouse-keeper.altinity.com",
  version: "v1",
  plural: "clickhousekeeperinstallations",
  kind: "ClickHouseKeeperInstallation",
};

/** What a stack says about an installation, as far as the stand-in reads it. */
interface Spec {
  configuration?: { users?: Record<string, { valueFrom?: { secretKeyRef: { name: string } } } | undefined> };
}

/** What the operator tells about an installation. */
interface Told extends Status {
  status?: "InProgress" | "Completed";
}

/** Stands in for the ClickHouse operator: says that installations are done, once the passwords of their users are there. No server runs. */
export function runClickhouse(resources: CustomResources, secrets: Secrets): void {
  for (const kind of [installations, keepers]) {
    resources.reconcile<Spec, Told>(kind, async (object: CustomObject<Spec, Told>) => {
      const users = Object.values(object.spec?.configuration?.users ?? {});
      const names = users.flatMap((user) => user?.valueFrom?.secretKeyRef.name ?? []);
      const namespace = object.metadata?.namespace ?? "";
      const found = await Promise.all(names.map((name) => secrets.get(namespace, name)));
      const done = found.every((secret) => secret !== undefined);
      await resources.setStatus<Told>(kind, object, { status: done ? "Completed" : "InProgress" });
      return done ? undefined : RETRY_MS;
    });
  }
}
