import assert from "node:assert/strict";
import { findHelm, type Overrides, one, render } from "./rendering.ts";

describe("imprun chart: hosts", () => {
  before(findHelm);

  const moved: Overrides = {
    "global.mongodb.host": "documents",
    "global.mongodb.port": 37017,
    "global.mongodb.database": "other_db",
    "global.redis.host": "cache",
    "global.redis.port": 7379,
    "global.server.host": "api",
    "global.server.port": 8080,
    "global.server.healthPath": "/ready",
  };

  it("come from global alone: Services, connections and waits follow it", () => {
    const rendering = render("prod", moved);
    const ports = ["documents", "cache", "api"].map((name) => one(rendering, "Service", name).spec?.ports?.[0]?.port);
    assert.deepEqual(ports, [37017, 7379, 8080]);
    const { text } = rendering;
    for (const expected of [
      "@documents:37017/other_db?",
      '"documents:37017"',
      '"cache:7379"',
      '"http://api:8080/ready"',
      "imprun-mongodb-0.documents-members.imprun-system.svc:27017",
    ]) {
      assert.ok(text.includes(expected), expected);
    }
    assert.equal(
      one(rendering, "Ingress", "imprun-imprun-server").spec?.rules?.[0]?.http?.paths[0]?.backend.service?.name,
      "api",
    );
  });

  it("leave no trace of the former ones", () => {
    const { text } = render("prod", { ...moved, "global.domain": "example.org" });
    assert.doesNotMatch(text, /imprun-mongodb:|imprun-redis:\d|imprun-imprun-server:\d|sys_db|imprun\.dev/);
  });

  it("of ingresses follow the domain", () => {
    const rendering = render("staging", { "global.domain": "qa.example.org" });
    assert.equal(one(rendering, "Ingress", "imprun-imprun-server").spec?.rules?.[0]?.host, "api.qa.example.org");
    assert.equal(
      one(rendering, "Ingress", "imprun-imprun-console").spec?.tls?.[0]?.hosts?.[0],
      "console.qa.example.org",
    );
  });
});
