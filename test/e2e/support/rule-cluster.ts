import { equal } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { KubeConfig, KubernetesObjectApi, PatchStrategy } from "@kubernetes/client-node";
import { parseAllDocuments } from "yaml";
import { mapAt } from "../../../src/core/fields.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { planAdmission } from "../../../src/plan/admission.ts";
import { settingsFor } from "../../support/environment.ts";
import { fixtureNamespaces, ruleFixtures } from "../../support/rule-fixtures.ts";
import { root } from "../../support/stack.ts";
import { type Answer, addContainers, ask } from "./admission.ts";
import { Checkout } from "./checkout.ts";

/** A sandbox whose API server holds the rules of an environment of tier prod. */
export class RuleCluster {
  readonly config = new KubeConfig();
  private readonly checkout = new Checkout();
  private client: KubernetesObjectApi | undefined;

  get api(): KubernetesObjectApi {
    this.client ??= KubernetesObjectApi.makeApiClient(this.config);
    return this.client;
  }

  get kubeconfig(): string {
    return join(this.checkout.directory, ".sandbox/dev/kubeconfig");
  }

  /** Starts it, with a namespace for the fixtures and the kinds that they are of. */
  async start(): Promise<void> {
    const { code, stderr } = await this.checkout.run("sandbox", "up");
    equal(code, 0, stderr);
    this.config.loadFromFile(this.kubeconfig);
    await this.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: "fixtures" } });
    const definitions = readFileSync(join(root, "sandbox/crds/cloudnative-pg.yaml"), "utf8");
    for (const definition of parseAllDocuments(definitions)) await this.apply(definition.toJS());
  }

  async remove(): Promise<void> {
    await this.checkout.remove();
  }

  /** Has the policies of an environment in force. */
  async enforce(enforcement: string, exceptions: readonly JsonObject[] = []): Promise<void> {
    for (const { object } of policies(enforcement, exceptions)) await this.apply(object);
    await this.inForce(true);
  }

  /** Takes the policies away. */
  async release(): Promise<void> {
    for (const { object } of policies("deny")) await this.api.delete(object as never);
    await this.inForce(false);
  }

  async apply(object: JsonObject): Promise<void> {
    await this.api.patch(object as never, undefined, undefined, "test", true, PatchStrategy.ServerSideApply);
  }

  /** Changes what an object says, and leaves the rest. */
  async change(object: JsonObject): Promise<void> {
    await this.api.patch(object as never, undefined, undefined, undefined, undefined, PatchStrategy.MergePatch);
  }

  /** What the API server says to the containers that are added to a pod while it runs. */
  async add(pod: JsonObject): Promise<Answer> {
    const { ephemeralContainers: _, ...spec } = mapAt(pod, "spec");
    const created = await this.api.create({ ...pod, spec } as never);
    const answer = await addContainers(this.config, pod);
    await this.api.delete(created, undefined, undefined, 0);
    return answer;
  }

  /** The API server takes a moment to learn of its policies. */
  private async inForce(expected: boolean): Promise<void> {
    for (let tries = 0; tries < 100; tries += 1) {
      const answers = await Promise.all([
        ask(this.config, objectOf("spread/bad-empty")),
        ask(this.config, objectOf("access/bad-verbs")),
      ]);
      if (answers.every(({ status, warnings }) => (status !== 201 || warnings.length > 0) === expected)) break;
      await setTimeout(100);
    }
    await setTimeout(1000);
  }
}

/** The first object of a fixture. */
export function objectOf(name: string): JsonObject {
  return ruleFixtures.find((fixture) => fixture.name === name)?.objects[0]?.object ?? {};
}

function policies(enforcement: string, exceptions: readonly JsonObject[] = []) {
  const apps = Object.fromEntries(fixtureNamespaces.map((namespace) => [namespace, { chart: "web", namespace }]));
  const components = { "cert-manager": {} };
  const settings = settingsFor({ tier: "prod", rules: { enforcement, exceptions }, components, apps });
  return planAdmission(
    settings,
    fixtureNamespaces.map((name) => ({ name })),
  );
}
