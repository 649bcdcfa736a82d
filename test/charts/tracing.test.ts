import { deepEqual, equal } from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { V1ConfigMap, V1Deployment, V1NetworkPolicy } from "@kubernetes/client-node";
import { catalog } from "../../src/catalog/catalog.ts";
import { RenderCache } from "../../src/operate/render/cache.ts";
import { type Rendered, renderPlan } from "../../src/operate/render/render.ts";
import { planOf, root } from "../support/stack.ts";
import { toolPath } from "../support/tools.ts";

type Labels = Readonly<Record<string, string>>;

const apps = [
  ...["auth", "graphql-bff", "identity", "personal", "websocket"].map((name) => `services/Deployment/${name}`),
  ...["imp-runtime-exporter", "imprun-console", "imprun-server"].map(
    (name) => `imprun-system/Deployment/imprun-${name}`,
  ),
];

describe("traces of apps, in prod", function () {
  this.timeout(300_000);
  const cache = mkdtempSync(join(tmpdir(), "renderings-"));
  let rendered: Rendered;

  before(async () => {
    rendered = await renderPlan(await planOf(root, "prod", catalog), root, toolPath("helm"), {
      cache: new RenderCache(cache),
    });
  });

  after(() => rmSync(cache, { recursive: true, force: true }));

  function objects<Kind>(start: string): readonly Kind[] {
    return rendered.objects
      .filter(({ id }) => id.startsWith(start))
      .map(({ object }) => JSON.parse(JSON.stringify(object)));
  }

  /** The variables of a Deployment's container, those of its ConfigMap among them. */
  function variables(id: string): Labels {
    const [deployment] = objects<V1Deployment>(id);
    const [container] = deployment?.spec?.template.spec?.containers ?? [];
    const namespace = id.split("/")[0];
    const shared = (container?.envFrom ?? []).flatMap(({ configMapRef }) =>
      objects<V1ConfigMap>(`${namespace}/ConfigMap/${configMapRef?.name}`).map(({ data }) => data ?? {}),
    );
    const own = (container?.env ?? []).map(({ name, value = "" }) => [name, value]);
    return Object.assign({}, ...shared, Object.fromEntries(own));
  }

  it("are sent to the collector by every one of them, under its own name", () => {
    for (const id of apps) {
      const told = variables(id);
      equal(told.OTEL_EXPORTER_OTLP_ENDPOINT, "http://opentelemetry-collector.observability:4318", id);
      equal(told.OTEL_EXPORTER_OTLP_PROTOCOL, "http/protobuf", id);
      equal(id.endsWith(told.OTEL_SERVICE_NAME ?? "nobody"), true, id);
    }
  });

  it("may leave every pod that denies by default", () => {
    const collector = { "app.kubernetes.io/instance": "opentelemetry-collector" };
    for (const id of apps) {
      const [deployment] = objects<V1Deployment>(id);
      const labels = deployment?.spec?.template.metadata?.labels ?? {};
      const own = objects<V1NetworkPolicy>(`${id.split("/")[0]}/NetworkPolicy/`).filter(({ spec }) =>
        Object.entries(spec?.podSelector?.matchLabels ?? { none: "" }).every(([key, value]) => labels[key] === value),
      );
      const ports = own.flatMap(({ spec }) =>
        (spec?.egress ?? []).flatMap(({ to = [], ports = [] }) =>
          to.some(
            ({ namespaceSelector, podSelector }) =>
              namespaceSelector?.matchLabels?.["kubernetes.io/metadata.name"] === "observability" &&
              JSON.stringify(podSelector?.matchLabels) === JSON.stringify(collector),
          )
            ? ports.map(({ port }) => port)
            : [],
        ),
      );
      deepEqual(ports, [4318], id);
    }
  });
});
