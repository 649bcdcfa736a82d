import { deepEqual } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { catalog } from "../../src/catalog/catalog.ts";
import { isObject, type Json, type JsonObject, overlay } from "../../src/core/json.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { planOf, root } from "./stack.ts";

/** The chart's defaults: what a stack file does not say. */
const defaults: JsonObject = parse(readFileSync(join(root, "charts/imprun/values.yaml"), "utf8"), { merge: true });
/** The parts of the reference product that are images of its own. */
export const parts = ["imprun-server", "imprun-console", "imp-runtime-exporter"];

/** What a plan comes to for the reference product: its release's values over the chart's defaults. */
export class Product {
  readonly plan: Plan;
  readonly values: JsonObject;

  constructor(plan: Plan) {
    this.plan = plan;
    this.values = overlay(defaults, plan.releases.find(({ name }) => name === "imprun")?.values ?? {});
  }

  /** What a stack of this project comes to. */
  static async of(stack: string): Promise<Product> {
    return new Product(await planOf(root, stack, catalog));
  }

  /** What is at a dotted path of the values. */
  at(path: string): Json | undefined {
    return path
      .split(".")
      .reduce<Json | undefined>((value, key) => (isObject(value) ? value[key] : undefined), this.values);
  }

  /** Holds what is at each path against what is expected there. */
  is(expected: Readonly<Record<string, Json | undefined>>): void {
    for (const [path, value] of Object.entries(expected)) deepEqual(this.at(path), value, path);
  }

  /** Hosts of a part's ingress, and the Secrets of their certificates. */
  hosts(part: string): readonly (readonly [string, string | undefined])[] {
    const { hosts = [], tls = [] } = JSON.parse(JSON.stringify(this.at(`${part}.ingress`)));
    return hosts.map(({ host }: { host: string }) => [
      host,
      tls.find((entry: { hosts: string[] }) => entry.hosts.includes(host))?.secretName,
    ]);
  }

  /** Certificates by name: the names that each is valid for. */
  certificates(): Readonly<Record<string, unknown>> {
    const found = this.plan.objects.filter(({ object }) => object.kind === "Certificate");
    return Object.fromEntries(found.map(({ name, object }) => [name, Object(object.spec).dnsNames]));
  }

  /** The steps of its issuers. */
  issuers(): readonly string[] {
    return this.plan.objects.filter(({ object }) => object.kind === "ClusterIssuer").map(({ name }) => name);
  }

  /** Tag and pull policy of each part. */
  images(): readonly Json[] {
    return parts.map((part) => {
      const { tag, pullPolicy } = Object(this.at(`${part}.image`));
      return `${tag} ${pullPolicy}`;
    });
  }

  /** Where each of the app's secrets lies in AWS, and how often it is fetched. */
  stored(): ReadonlySet<string> {
    const fetched = this.plan.objects.filter(({ object }) => object.kind === "ExternalSecret");
    return new Set(
      fetched.flatMap(({ object }) => {
        const { refreshInterval, data } = Object(object.spec);
        return data.map(({ remoteRef }: { remoteRef: { key: string } }) => `${remoteRef.key} ${refreshInterval}`);
      }),
    );
  }
}
