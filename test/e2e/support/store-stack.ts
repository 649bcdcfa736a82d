import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { CoreV1Api as Core, type CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import type { JsonObject } from "../../../src/core/json.ts";
import { withhold } from "../../support/withheld.ts";
import { Checkout } from "./checkout.ts";
import type { CliRun } from "./cli.ts";
import { givenFiles } from "./given-files.ts";
import { type Services, sandbox, vendorStandIns } from "./stand-ins.ts";

/** One place to keep secrets in, as the tests need to know it. */
export interface Backend {
  /** What the sandbox has to have for it: `--aws`, `--vault`, `--sealed-secrets`. */
  readonly extras: readonly string[];
  /** Components that it needs beside cert-manager. */
  readonly components: readonly string[];
  /** The `secrets` of the stack file. */
  settings(services: Services): JsonObject;
  /** Puts the values that are given, and not made, where this store wants them. */
  give(stack: StoreStack): Promise<void>;
  /** What has to be done by hand after a rotation number was raised. */
  rotate?(stack: StoreStack): Promise<void>;
  /** What it signs in with, and nobody may read. */
  readonly keys?: readonly string[];
  /** Arguments that give new values to `rotate`, after what has to be done by hand; without it, each is given in a file. */
  renewal?(stack: StoreStack): Promise<readonly string[]>;
  /** The environment of commands that read the store. */
  environment?(stack: StoreStack): NodeJS.ProcessEnv;
}

/** Secrets of the app by name: key → value. */
export type Values = Readonly<Record<string, string>>;

/** A stack of two components and the product whose secrets one backend keeps, in a checkout and a sandbox of its own. */
export class StoreStack {
  readonly checkout = new Checkout();
  /** Values that are given: known to the test, and like nothing else. */
  given = canaries();
  readonly backend: Backend;
  /** Everything that commands have printed so far. */
  readonly said: string[] = [];
  private started: Services | undefined;

  constructor(backend: Backend) {
    this.backend = backend;
  }

  /** The sandbox's addresses. @throws Error before `prepare`. */
  get services(): Services {
    if (this.started === undefined) throw new Error("the sandbox was not started");
    return this.started;
  }

  /** Starts the sandbox, packages charts, writes the stack file and gives the values. */
  async prepare(): Promise<void> {
    const { extras, components } = this.backend;
    this.started = await sandbox<Services>(this.checkout, "up", "--name", "dev", ...extras);
    await vendorStandIns(this.checkout, ["cert-manager", ...components]);
    this.writeStack(1);
    await this.backend.give(this);
  }

  /** Writes the stack file with a rotation number for the key that signs tokens; what a command added to it stays. */
  writeStack(rotation: number): void {
    const { components } = this.backend;
    const environment = {
      tier: "staging",
      domain: "example.dev",
      storageClass: "local-path",
      cluster: { kind: "sandbox", name: "dev" },
      secrets: this.backend.settings(this.services),
      certificates: { issuer: { kind: "letsencrypt-staging", email: "ops@example.dev" } },
      components: Object.fromEntries(["cert-manager", ...components].map((name) => [name, {}])),
      apps: { imprun: product(rotation) },
    };
    this.checkout.edit("Pulumi.store.yaml", (file) => ({
      ...file,
      config: { ...file.config, "imprun:environment": environment },
    }));
  }

  /** Has other values from now on, and returns the arguments that give them to `rotate`. */
  async renew(): Promise<readonly string[]> {
    this.given = canaries();
    return this.backend.renewal === undefined ? givenFiles(this) : this.backend.renewal(this);
  }

  /** Runs a command on the stack. */
  async run(command: string, ...args: readonly string[]): Promise<CliRun> {
    const environment = this.backend.environment?.(this) ?? {};
    const run = await this.checkout.runWith(environment, ...command.split(" "), "--stack", "store", ...args);
    this.said.push(run.stdout, run.stderr);
    return run;
  }

  /** Runs a command on the stack that has to succeed, and returns its data. */
  async succeed<Data>(command: string, ...args: readonly string[]): Promise<Data> {
    const { code, stdout, stderr } = await this.run(command, ...args, "--json");
    assert.equal(code, 0, `${command}: ${stderr}\n${stdout}`);
    return JSON.parse(stdout).data;
  }

  /** Sets secrets of the stack's configuration. */
  async configure(secrets: Values): Promise<void> {
    for (const [key, value] of Object.entries(secrets)) {
      const args = ["pulumi", "config", "set", "--secret", key, "--stack", "store"];
      const { code, stderr } = await this.checkout.type(value, ...args);
      assert.equal(code, 0, stderr);
    }
  }

  /** The cluster. */
  get core(): CoreV1Api {
    const config = new KubeConfig();
    config.loadFromFile(this.services.kubeconfig);
    return config.makeApiClient(Core);
  }

  /** The identity of a Secret of the app: another one, and it was gone for a moment. */
  async identity(name: string): Promise<string> {
    const { metadata } = await this.core.readNamespacedSecret({ name, namespace: "imprun-system" });
    return metadata?.uid ?? "";
  }

  /** What a Secret of the app holds; no test may print it. */
  async secret(name: string): Promise<Values> {
    const { data = {} } = await this.core.readNamespacedSecret({ name, namespace: "imprun-system" });
    const values = Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString("utf8")]);
    const secret: Values = Object.fromEntries(values);
    withhold(Object.values(secret));
    return secret;
  }

  /** When a Secret of the app was last written. */
  async written(name: string): Promise<Date> {
    const { metadata } = await this.core.readNamespacedSecret({ name, namespace: "imprun-system" });
    const times = (metadata?.managedFields ?? []).map(({ time }) => time?.getTime() ?? 0);
    return new Date(Math.max(...times));
  }

  /** When the oldest pod of a part of the app was created. */
  async since(part: string): Promise<Date> {
    const labelSelector = `app.kubernetes.io/name=${part}`;
    const { items } = await this.core.listNamespacedPod({ namespace: "imprun-system", labelSelector });
    return new Date(Math.min(...items.map(({ metadata }) => metadata?.creationTimestamp?.getTime() ?? 0)));
  }

  /** The ids of the app's pods by the part that they belong to. */
  async pods(): Promise<Readonly<Record<string, readonly string[]>>> {
    const { items } = await this.core.listNamespacedPod({ namespace: "imprun-system" });
    const parts: Record<string, string[]> = {};
    for (const { metadata } of items) {
      const part = metadata?.labels?.["app.kubernetes.io/name"] ?? "";
      parts[part] = [...(parts[part] ?? []), metadata?.uid ?? ""].sort();
    }
    return parts;
  }
}

/** Values that are found wherever they turn up, and that nothing else contains. */
function canaries(): { readonly githubClientId: string; readonly githubClientSecret: string } {
  const [githubClientId, githubClientSecret] = [canary(), canary()];
  withhold([githubClientId, githubClientSecret]);
  return { githubClientId, githubClientSecret };
}

function canary(): string {
  return `canary${randomBytes(12).toString("hex")}`;
}

function product(rotation: number): JsonObject {
  const ingress = { ingress: { enabled: true, className: "traefik" } };
  const url = { from: "template", text: "https://{{ CLIENT_ID }}:{{ CLIENT_SECRET }}@example.dev" };
  return {
    images: Object.fromEntries(
      ["imprun-server", "imprun-console", "imp-runtime-exporter"].map((part) => [part, `imprun/${part}:staging`]),
    ),
    hosts: { "imprun-server": "api.example.dev", "imprun-console": "console.example.dev" },
    secrets: {
      github: {
        keys: {
          CLIENT_ID: { from: "config", key: "githubClientId" },
          CLIENT_SECRET: { from: "config", key: "githubClientSecret" },
          url,
        },
        consumers: ["imprun-server"],
      },
      jwt: { keys: { JWT_SECRET: { rotation } } },
    },
    values: { "imprun-server": ingress, "imprun-console": ingress },
  };
}
