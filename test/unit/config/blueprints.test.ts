import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { parsePath, showPath } from "../../../src/config/path.ts";
import { planFor, settingsFor } from "../../support/environment.ts";

const blueprints = {
  service: {
    chart: "web",
    namespace: "services",
    secrets: { session: { keys: { KEY: { from: "generated" } } } },
    values: { replicas: 1, size: "small" },
  },
  api: { like: "service", values: { size: "large", path: "/api" } },
};

describe("blueprints", () => {
  it("give an app what it does not say itself, the nearest counting first", () => {
    const apps = { auth: { like: "api", values: { replicas: 3 } }, echo: { like: "service", namespace: "tools" } };
    const { environment } = settingsFor({ blueprints, apps });
    deepEqual(environment.apps.auth?.values, { replicas: 3, size: "large", path: "/api" });
    deepEqual([environment.apps.auth?.chart, environment.apps.auth?.namespace], ["web", "services"]);
    deepEqual(environment.apps.echo?.namespace, "tools");
  });

  it("give each app secrets of its own", () => {
    const { secrets } = planFor({ blueprints, apps: { auth: { like: "api" }, echo: { like: "service" } } });
    deepEqual(
      secrets.map(({ namespace, name }) => `${namespace}/${name}`),
      ["services/auth-session", "services/echo-session"],
    );
  });

  it("make nothing by themselves", () => {
    deepEqual(planFor({ blueprints }).releases, []);
  });
});

describe("a place as text", () => {
  it("is read as the place that it was written from", () => {
    const key = fc.oneof(fc.stringMatching(/^[-\w]+$/), fc.stringMatching(/^[^"]*$/), fc.nat());
    fc.assert(
      fc.property(fc.array(key, { minLength: 1 }), (rest) => {
        const path = ["environment", ...rest];
        deepEqual(parsePath(showPath(path)), path);
      }),
    );
    equal(showPath(parsePath('environment.a["b.c"].d[3]')), 'environment.a["b.c"].d[3]');
  });
});
