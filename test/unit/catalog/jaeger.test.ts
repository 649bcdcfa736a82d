import { deepEqual, notDeepEqual } from "node:assert/strict";
import { jaeger } from "../../../src/catalog/jaeger.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { valuesOf } from "./values.ts";

describe("jaeger", () => {
  /** What the chart makes the pod of: the configuration beside it is a ConfigMap. */
  const pod = (settings: JsonObject) => valuesOf(jaeger, settings).jaeger;

  it("starts anew when a setting changes its configuration, which it reads only then", () => {
    notDeepEqual(pod({ maxTraces: 70000 }), pod({}));
    notDeepEqual(pod({ persistent: true, retention: "24h" }), pod({ persistent: true }));
  });

  it("goes on running when a setting changes that its configuration does not hold", () => {
    deepEqual(pod({ maxTraces: 50000 }), pod({}));
    deepEqual(pod({ persistent: true, maxTraces: 70000 }), pod({ persistent: true }));
  });
});
