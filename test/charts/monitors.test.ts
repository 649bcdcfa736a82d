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

type Labels = Readonly<Record<string, string>>;

interface Service {
  readonly metadata: { readonly labels?: Labels };
  readonly spec: { readonly ports: readonly { readonly name?: string }[]; readonly selector: Labels };
}

interface Policy {
  readonly spec: {
    readonly podSelector: { readonly matchLabels?: Labels };
    readonly ingress?: readonly {
      readonly from?: readonly { readonly namespaceSelector?: { readonly matchLabels?: Labels } }[];
    }[];
  };
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

  /** The ServiceMonitors of our own charts, each with the Services that it selects. */
  function ownMonitors() {
    const own = found.filter(({ monitor, id }) => monitor.kind === "ServiceMonitor" && /^(services|imprun)/.test(id));
    notEqual(own.length, 0);
    return own.map(({ id, monitor }) => {
      const wanted = monitor.spec.selector?.matchLabels ?? {};
      notEqual(Object.keys(wanted).length, 0, id);
      const [namespace = ""] = id.split("/");
      const services = objectsOf<Service>(namespace, "Service").filter(({ metadata }) =>
        includes(metadata.labels, wanted),
      );
      return { id, monitor, namespace, services };
    });
  }

  function objectsOf<Kind>(namespace: string, kind: string): readonly Kind[] {
    return rendered.objects
      .filter(({ id }) => id.startsWith(`${namespace}/${kind}/`))
      .map(({ object }) => JSON.parse(JSON.stringify(object)));
  }

  it("leads to a Service with that port, for each of our own charts", () => {
    for (const { id, monitor, services } of ownMonitors()) {
      for (const { port } of monitor.spec.endpoints ?? [])
        equal(
          services.some(({ spec }) => spec.ports.some(({ name }) => name === port)),
          true,
          `${id}: no port ${port}`,
        );
    }
  });

  it("lets Prometheus in where pods let nobody in by themselves", () => {
    for (const { id, namespace, services } of ownMonitors()) {
      const letIn = objectsOf<Policy>(namespace, "NetworkPolicy").filter(({ spec }) =>
        (spec.ingress ?? []).some(({ from = [] }) =>
          from.some(({ namespaceSelector }) =>
            Object.values(namespaceSelector?.matchLabels ?? {}).includes("observability"),
          ),
        ),
      );
      for (const { spec } of services)
        equal(
          letIn.some((policy) => includes(spec.selector, policy.spec.podSelector.matchLabels)),
          true,
          id,
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

function includes(labels: Labels = {}, wanted: Labels = {}): boolean {
  return Object.entries(wanted).every(([label, value]) => labels[label] === value);
}
