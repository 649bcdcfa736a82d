import { deepEqual, equal, notEqual } from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalog } from "../../src/catalog/catalog.ts";
import { RenderCache } from "../../src/operate/render/cache.ts";
import { type Rendered, renderPlan } from "../../src/operate/render/render.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { skip } from "../support/skip.ts";
import { planOf, root } from "../support/stack.ts";
import { toolPath } from "../support/tools.ts";

/** What Prometheus reads, as far as tests look at it. */
interface Monitor {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
    readonly endpoints?: readonly { readonly port?: string; readonly interval?: string }[];
    readonly podMetricsEndpoints?: readonly { readonly port?: string; readonly interval?: string }[];
  };
}

interface Service {
  readonly kind: string;
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec: { readonly ports: readonly { readonly name?: string }[] };
}

const microservice =
  "apps.web={chart: service, namespace: services, images: {app: demo/web:v1.0.0}, values: {serviceMonitor: {enabled: true}}}";
const kinds = ["ServiceMonitor", "PodMonitor", "PrometheusRule"];

describe("what Prometheus reads, in prod with a microservice", function () {
  this.timeout(300_000);
  let plan: Plan;
  let rendered: Rendered;
  let found: readonly { readonly id: string; readonly release?: string; readonly monitor: Monitor }[];
  const cache = mkdtempSync(join(tmpdir(), "renderings-"));

  before(async () => {
    plan = await planOf(root, "prod", catalog, microservice);
    rendered = await renderPlan(plan, root, toolPath("helm"), { cache: new RenderCache(cache) });
    found = rendered.objects
      .filter(({ object }) => kinds.includes(String(object.kind)))
      .map(({ id, release, object }) => ({
        id,
        ...(release === undefined ? {} : { release }),
        monitor: JSON.parse(JSON.stringify(object)),
      }));
  });

  after(() => rmSync(cache, { recursive: true, force: true }));

  it("is found by Prometheus, which looks everywhere, and has its label", () => {
    const { values } = plan.releases.find(({ name }) => name === "kube-prometheus-stack") ?? {};
    const { prometheusSpec } = JSON.parse(JSON.stringify(values)).prometheus;
    for (const kind of ["serviceMonitor", "podMonitor", "rule"])
      equal(prometheusSpec[`${kind}SelectorNilUsesHelmValues`], false, kind);
    for (const { id, monitor } of found) equal(monitor.metadata.labels?.release, "kube-prometheus-stack", id);
  });

  it("is there for the rules, the microservice and the product's exporter", () => {
    const ids = found.map(({ id }) => id);
    for (const id of [
      "observability/PrometheusRule/platform",
      "services/ServiceMonitor/web",
      "imprun-system/ServiceMonitor/imprun-imp-runtime-exporter",
    ])
      equal(ids.includes(id), true, `${id} among ${ids}`);
  });

  it("is asked every 30 seconds", () => {
    for (const { id, monitor } of found) {
      const endpoints = [...(monitor.spec.endpoints ?? []), ...(monitor.spec.podMetricsEndpoints ?? [])];
      // Where a monitor says nothing, Prometheus' own interval counts, which is the same.
      for (const { interval = "30s" } of endpoints) equal(interval, "30s", id);
    }
    const own = found.filter(({ id }) => /^(services|imprun-system)\//.test(id));
    for (const { monitor } of own) equal(monitor.spec.endpoints?.[0]?.interval, "30s");
  });

  it("leads to a Service with that port, for each of our own charts", () => {
    const own = found.filter(({ monitor, id }) => monitor.kind === "ServiceMonitor" && /^(services|imprun)/.test(id));
    notEqual(own.length, 0);
    for (const { id, monitor } of own) {
      const [namespace] = id.split("/");
      const wanted = Object.entries(monitor.spec.selector?.matchLabels ?? {});
      const services = rendered.objects
        .filter((other) => other.id.startsWith(`${namespace}/Service/`))
        .map(({ object }): Service => JSON.parse(JSON.stringify(object)))
        .filter(({ metadata }) => wanted.every(([label, value]) => metadata.labels?.[label] === value));
      deepEqual([id, services.length > 0, wanted.length > 0], [id, true, true]);
      for (const { port } of monitor.spec.endpoints ?? [])
        equal(
          services.some(({ spec }) => spec.ports.some(({ name }) => name === port)),
          true,
          `${id}: no port ${port}`,
        );
    }
  });

  it("is there for every component whose chart is on this machine", function () {
    const silent = ["kube-prometheus-stack", "prometheus-operator-crds"];
    const components = plan.releases.filter(({ kind, name }) => kind === "component" && !silent.includes(name));
    const there = components.filter(({ name }) => rendered.skipped[name] === undefined);
    const releases = new Set(found.map(({ release }) => release));
    deepEqual(
      there.filter(({ name }) => !releases.has(name)).map(({ name }) => name),
      [],
    );
    if (there.length < components.length) skip(this, "not every chart is here; ./imprun charts vendor fetches them");
  });
});
