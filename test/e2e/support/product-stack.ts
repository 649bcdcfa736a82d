import assert from "node:assert/strict";
import {
  AppsV1Api,
  AutoscalingV2Api,
  BatchV1Api,
  CoreV1Api,
  DiscoveryV1Api,
  KubeConfig,
  NetworkingV1Api,
  PolicyV1Api,
} from "@kubernetes/client-node";
import { parse } from "yaml";
import { type Json, type JsonObject, overlay } from "../../../src/core/json.ts";
import { Checkout } from "./checkout.ts";
import type { CliRun } from "./cli.ts";
import { type Services, sandbox, vendorStandIns } from "./stand-ins.ts";

/** Namespace of the product. */
export const productNamespace = "imprun-system";

/** The product as one of the repository's own stack files describes it, on a sandbox of its own, in a stack named `product`. */
export class ProductStack {
  readonly checkout = new Checkout();
  private environment: JsonObject = {};
  private config = new KubeConfig();

  /** Starts the sandbox and writes the stack file: the app as in `shape`, everything around it as little as it needs. */
  async prepare(shape: "staging" | "prod", change: JsonObject): Promise<void> {
    const { tier, domain, releases = {}, apps } = this.described(shape);
    const { imprun } = apps as JsonObject;
    const around: JsonObject = {
      ...{ tier, domain, releases, storageClass: "local-path", cluster: { kind: "sandbox", name: "dev" } },
      certificates: { issuer: { kind: "self-signed" } },
      components: { "cert-manager": {}, "prometheus-operator-crds": {} },
      apps: { imprun },
    } as JsonObject;
    await this.begin(overlay(around, change));
  }

  /** Starts the sandbox and writes the stack file: everything as in `shape`, but the cluster, and where secrets are kept. */
  async prepareWhole(shape: "staging" | "prod"): Promise<void> {
    const sandboxed = { cluster: { kind: "sandbox", name: "dev" }, secrets: { backend: "pulumi" } };
    await this.begin({ ...this.described(shape), ...sandboxed });
  }

  private async begin(environment: JsonObject): Promise<void> {
    const { kubeconfig } = await sandbox<Services>(this.checkout, "up", "--name", "dev");
    this.config.loadFromFile(kubeconfig);
    await vendorStandIns(this.checkout, Object.keys(environment.components ?? {}));
    this.environment = environment;
    this.write();
    for (const key of await this.missingKeys()) {
      const { code, stderr } = await this.checkout.type(
        "given",
        ...["pulumi", "config", "set", "--secret", key, "--stack", "product"],
      );
      assert.equal(code, 0, stderr);
    }
  }

  /** Changes what the stack file says. */
  change(change: JsonObject): void {
    this.environment = overlay(this.environment, change);
    this.write();
  }

  /** Runs a command on the stack. */
  run(command: string, ...args: readonly string[]): Promise<CliRun> {
    return this.checkout.run(command, "--stack", "product", ...args);
  }

  /** Brings it up, which has to succeed; returns the names of the resources that changed. */
  async up(): Promise<readonly string[]> {
    const { code, stdout, stderr } = await this.run("up", "--yes", "--json");
    assert.equal(code, 0, `${stderr}\n${stdout}`);
    return JSON.parse(stdout).data.changes.map(({ name }: { name: string }) => name);
  }

  get core(): CoreV1Api {
    return this.config.makeApiClient(CoreV1Api);
  }

  get apps(): AppsV1Api {
    return this.config.makeApiClient(AppsV1Api);
  }

  get batch(): BatchV1Api {
    return this.config.makeApiClient(BatchV1Api);
  }

  get autoscaling(): AutoscalingV2Api {
    return this.config.makeApiClient(AutoscalingV2Api);
  }

  get policy(): PolicyV1Api {
    return this.config.makeApiClient(PolicyV1Api);
  }

  get discovery(): DiscoveryV1Api {
    return this.config.makeApiClient(DiscoveryV1Api);
  }

  get networking(): NetworkingV1Api {
    return this.config.makeApiClient(NetworkingV1Api);
  }

  /** The image that a Deployment's first container runs. */
  async image(name: string, namespace = productNamespace): Promise<string | undefined> {
    const { spec } = await this.apps.readNamespacedDeployment({ name, namespace });
    return spec?.template.spec?.containers[0]?.image;
  }

  private described(stack: string): JsonObject {
    return parse(this.checkout.read(`Pulumi.${stack}.yaml`)).config["imprun:environment"];
  }

  private write(): void {
    const environment: Json = this.environment;
    this.checkout.edit("Pulumi.product.yaml", (file) => ({
      ...file,
      config: { ...file.config, "imprun:environment": environment as object },
    }));
  }

  /** Configuration keys of secrets that have to be given. */
  private async missingKeys(): Promise<readonly string[]> {
    const { stdout } = await this.run("plan", "--json");
    const missing: readonly { readonly fix?: string }[] = JSON.parse(stdout).data.missing;
    return missing.flatMap(({ fix = "" }) => /config set --secret (\S+)/.exec(fix)?.[1] ?? []);
  }
}
