import { isTrue, withCondition } from "../conditions.ts";
import { type CustomObject, type CustomResources, keyOf } from "../custom-resources.ts";
import type { Secrets } from "../secrets.ts";
import type { WorkQueue } from "../work-queue.ts";
import { type ClusterSpec, type ClusterStatus, KINDS, type Owned, type OwnedSpec, type OwnedStatus } from "./kinds.ts";

const RETRY_MS = 1_000;

/**
 * Stands in for CloudNativePG: says of clusters, roles and databases that they are there, in the order in which they could be. No
 * database runs, and none is made.
 */
export class CloudNativePg {
  private readonly resources: CustomResources;
  private readonly secrets: Secrets;
  /** Roles by the Secret that their password comes from. */
  private readonly readers = new Map<string, string>();

  constructor(resources: CustomResources, secrets: Secrets) {
    this.resources = resources;
    this.secrets = secrets;
  }

  /** Begins to look after clusters, roles and databases. */
  start(): void {
    this.resources.reconcile<ClusterSpec, ClusterStatus>(KINDS.Cluster, this.cluster.bind(this));
    const roles: WorkQueue = this.resources.reconcile<OwnedSpec, OwnedStatus>(KINDS.DatabaseRole, this.role.bind(this));
    this.resources.reconcile<OwnedSpec, OwnedStatus>(KINDS.Database, this.database.bind(this));
    this.secrets.onChange((secret) => {
      const role = this.readers.get(keyOf(secret));
      if (role !== undefined) roles.add(role);
    });
  }

  private async cluster(cluster: CustomObject<ClusterSpec, ClusterStatus>): Promise<number | undefined> {
    const { instances = 1, plugins = [], externalClusters = [] } = cluster.spec ?? {};
    const used = [...plugins, ...externalClusters.flatMap(({ plugin }) => plugin ?? [])];
    const stores = used.map(({ parameters }) => parameters?.barmanObjectName ?? "");
    const namespace = cluster.metadata?.namespace ?? "";
    const known = await Promise.all(stores.map((name) => this.resources.get(KINDS.ObjectStore, namespace, name)));
    const missing = stores.filter((_, index) => known[index] === undefined);
    const ready = missing.length === 0;
    const message = ready ? "Cluster is Ready" : `no ObjectStore ${missing.join(", ")} for the plugin`;
    await this.resources.setStatus<ClusterStatus>(KINDS.Cluster, cluster, {
      conditions: withCondition(cluster.status?.conditions, {
        type: "Ready",
        status: ready ? "True" : "False",
        reason: ready ? "ClusterIsReady" : "ClusterIsNotReady",
        message,
      }),
      phase: ready ? "Cluster in healthy state" : message,
      instances,
      readyInstances: ready ? instances : 0,
    });
    return ready ? undefined : RETRY_MS;
  }

  private async role(role: Owned): Promise<number | undefined> {
    const { name = "", passwordSecret } = role.spec ?? {};
    const namespace = role.metadata?.namespace ?? "";
    const secretName = passwordSecret?.name ?? "";
    this.readers.set(`${namespace}/${secretName}`, keyOf(role));
    if (!(await this.isReady(role))) return this.refuse(role, "the cluster is not ready");
    const secret = await this.secrets.get(namespace, secretName);
    const text = (key: string) => Buffer.from(secret?.data?.[key] ?? "", "base64").toString("utf8");
    if (secret === undefined) return this.refuse(role, `no Secret ${secretName}`);
    if (secret.type !== "kubernetes.io/basic-auth") return this.refuse(role, `${secretName} is of type ${secret.type}`);
    if (text("username") !== name) return this.refuse(role, `the username in ${secretName} is not ${name}`);
    if (text("password") === "") return this.refuse(role, `there is no password in ${secretName}`);
    const secretResourceVersion = secret.metadata?.resourceVersion;
    return this.apply(role, secretResourceVersion === undefined ? {} : { secretResourceVersion });
  }

  private async database(database: Owned): Promise<number | undefined> {
    if (!(await this.isReady(database))) return this.refuse(database, "the cluster is not ready");
    const { name = "" } = database.metadata ?? {};
    const role = await this.resources.get<OwnedSpec, OwnedStatus>(
      KINDS.DatabaseRole,
      database.metadata?.namespace ?? "",
      // The platform gives a database and its owner the same name.
      name,
    );
    if (role?.spec?.name !== database.spec?.owner || role?.status?.applied !== true) {
      return this.refuse(database, `role "${database.spec?.owner}" does not exist`);
    }
    return this.apply(database, {});
  }

  private async isReady({ spec, metadata }: Owned): Promise<boolean> {
    const name = spec?.cluster.name ?? "";
    const cluster = await this.resources.get<ClusterSpec, ClusterStatus>(
      KINDS.Cluster,
      metadata?.namespace ?? "",
      name,
    );
    return isTrue(cluster?.status?.conditions, "Ready");
  }

  private async apply(object: Owned, more: OwnedStatus): Promise<undefined> {
    await this.say(object, { applied: true, message: "", ...more });
  }

  private async refuse(object: Owned, message: string): Promise<number> {
    await this.say(object, { applied: false, message });
    return RETRY_MS;
  }

  private async say(object: Owned, status: OwnedStatus): Promise<void> {
    const kind = object.kind === "Database" ? KINDS.Database : KINDS.DatabaseRole;
    const observedGeneration = object.metadata?.generation;
    const seen = observedGeneration === undefined ? {} : { observedGeneration };
    await this.resources.setStatus<OwnedStatus>(kind, object, { ...status, ...seen });
  }
}
