import assert from "node:assert/strict";
import { join } from "node:path";
import {
  BatchV1Api,
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
  type KubernetesObject,
  type V1Secret,
} from "@kubernetes/client-node";
import type { JsonObject } from "../../../src/core/json.ts";
import { withhold } from "../../support/withheld.ts";
import { Checkout } from "./checkout.ts";
import { sandbox, vendorStandIns } from "./stand-ins.ts";

const components = ["cert-manager", "cloudnative-pg", "plugin-barman-cloud"];

/** What of the stack a test changes. */
export interface DataChange {
  /** Of the password of auth_db; 1 unless given. */
  readonly rotation?: number;
  /** Whether there are databases at all. */
  readonly databases?: boolean;
}

/** Two services with three databases of one cluster, whose passwords the state keeps, in a checkout and a sandbox of its own. */
export class DataStack {
  readonly checkout = new Checkout();

  /** Starts the sandbox, packages charts and writes the stack file. */
  async prepare(): Promise<void> {
    await sandbox(this.checkout, "up", "--name", "dev");
    await vendorStandIns(this.checkout, components);
    this.write({});
  }

  /** Writes the stack file. */
  write({ rotation = 1, databases = true }: DataChange): void {
    const environment = {
      tier: "staging",
      domain: "example.dev",
      cluster: { kind: "sandbox", name: "dev" },
      components: Object.fromEntries(components.map((name) => [name, {}])),
      apps: {
        imprun: null,
        auth: service(databases ? ["auth_db", "legal_db"] : []),
        identity: service(databases ? ["identity_db"] : []),
      },
      databases: databases ? { main: cluster(rotation) } : {},
    };
    this.checkout.edit("Pulumi.data.yaml", (file) => ({
      ...file,
      config: { ...file.config, "imprun:environment": environment },
    }));
  }

  /** Brings the stack up, and returns what changed. */
  async up(...args: readonly string[]): Promise<{ readonly changes: readonly { readonly name: string }[] }> {
    const { code, stdout, stderr } = await this.checkout.run("up", "--yes", "--stack", "data", "--json", ...args);
    assert.equal(code, 0, `${stderr}\n${stdout}`);
    return JSON.parse(stdout).data;
  }

  /** An object of the operator's, as `Kind name`, in namespace `data`. */
  custom(object: string): Promise<KubernetesObject> {
    const [kind = "", name = ""] = object.split(" ");
    const target = { group: "postgresql.cnpg.io", version: "v1", plural: `${kind.toLowerCase()}s`, namespace: "data" };
    return this.config.makeApiClient(CustomObjectsApi).getNamespacedCustomObject({ ...target, name });
  }

  /** What the Secret `namespace/name` holds; no test may print its password. */
  async secret(secret: string): Promise<Readonly<Record<string, string>>> {
    const { data = {} } = await this.readSecret(secret);
    const values = Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString("utf8")]);
    const held: Readonly<Record<string, string>> = Object.fromEntries(values);
    withhold([held.password ?? ""]);
    return held;
  }

  /** The version that the API server counts for a Secret. */
  async secretVersion(secret: string): Promise<string | undefined> {
    return (await this.readSecret(secret)).metadata?.resourceVersion;
  }

  /** The Secrets of a namespace, without Helm's own. */
  async secretNames(namespace: string): Promise<readonly string[]> {
    const { items } = await this.core.listNamespacedSecret({ namespace, fieldSelector: "type!=helm.sh/release.v1" });
    return items.map(({ metadata }) => metadata?.name ?? "").sort();
  }

  /** When a Job of the services was created. */
  async migratedAt(name: string): Promise<number> {
    const job = await this.config.makeApiClient(BatchV1Api).readNamespacedJob({ name, namespace: "services" });
    return job.metadata?.creationTimestamp?.getTime() ?? Number.NaN;
  }

  /** The ids of a service's pods. */
  async pods(app: string): Promise<readonly string[]> {
    return (await this.listPods(app)).map(({ metadata }) => metadata?.uid ?? "").sort();
  }

  /** When the oldest pod of a service was created. */
  async startedAt(app: string): Promise<number> {
    const times = (await this.listPods(app)).map(({ metadata }) => metadata?.creationTimestamp?.getTime() ?? 0);
    return Math.min(...times);
  }

  private async listPods(app: string) {
    const labelSelector = `app.kubernetes.io/instance=${app},app.kubernetes.io/component=service`;
    return (await this.core.listNamespacedPod({ namespace: "services", labelSelector })).items;
  }

  private readSecret(secret: string): Promise<V1Secret> {
    const [namespace = "", name = ""] = secret.split("/");
    return this.core.readNamespacedSecret({ namespace, name });
  }

  private get core(): CoreV1Api {
    return this.config.makeApiClient(CoreV1Api);
  }

  private get config(): KubeConfig {
    const config = new KubeConfig();
    config.loadFromFile(join(this.checkout.directory, ".sandbox", "dev", "kubeconfig"));
    return config;
  }
}

function service(databases: readonly string[]): JsonObject {
  const named = databases.map((name) => ({ name, secret: name.replace("_", "-"), key: "DATABASE_URL" }));
  const [first] = named;
  return {
    chart: "service",
    namespace: "services",
    images: { app: "organization/service:rc-1" },
    values: {
      migrations: { enabled: named.length > 0, databases: named },
      ...(first === undefined ? {} : { envFrom: [{ secret: first.secret }] }),
      networkPolicy: {
        egress: { databases: [{ namespace: "data", labels: { "platform/database": "main" }, port: 5432 }] },
      },
    },
  };
}

function cluster(rotation: number): JsonObject {
  return {
    kind: "postgresql",
    databases: {
      auth_db: { app: "auth", rotation },
      legal_db: { app: "auth" },
      identity_db: { app: "identity" },
    },
    backup: {
      objectStore: {
        kind: "s3",
        bucket: "backups",
        path: "example/data",
        region: "eu-central-1",
        auth: { kind: "node-role" },
      },
    },
  };
}
