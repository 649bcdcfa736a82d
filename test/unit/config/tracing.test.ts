import { deepEqual } from "node:assert/strict";
import { catalog } from "../../../src/catalog/catalog.ts";
import { planOf, root } from "../../support/stack.ts";

/** What the service auth is told of traces, in prod with changes. */
async function told(...changes: readonly string[]) {
  const { releases } = await planOf(root, "prod", catalog, ...changes);
  return Object(releases.find(({ name }) => name === "auth")?.values.global).tracing;
}

describe("traces of apps", () => {
  it("go to the collector, which hands them on", async () => {
    deepEqual(await told(), {
      service: "opentelemetry-collector",
      namespace: "observability",
      port: 4318,
      labels: { "app.kubernetes.io/instance": "opentelemetry-collector" },
    });
  });

  it("go straight to Jaeger where there is no collector, and nowhere without both", async () => {
    const without = "components.opentelemetry-collector=null";
    deepEqual((await told(without)).service, "jaeger");
    deepEqual(await told(without, "components.jaeger=null"), undefined);
  });
});
