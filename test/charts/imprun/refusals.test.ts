import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { toolPath } from "../../support/tools.ts";
import { chart, environments, everything, findHelm, type Overrides, refusal, render, valuesFile } from "./rendering.ts";

describe("imprun chart: values", () => {
  before(findHelm);

  it("of every environment pass helm lint --strict", () => {
    for (const environment of environments) {
      const { status, stdout, stderr } = spawnSync(
        toolPath("helm"),
        ["lint", "--strict", chart, "--values", valuesFile(environment)],
        { encoding: "utf8" },
      );
      assert.equal(status, 0, stdout + stderr);
      assert.doesNotMatch(stdout + stderr, /\[(WARNING|ERROR)\]|Fail:/);
    }
  });

  const refused: [name: string, overrides: Overrides, message: RegExp][] = [
    [
      "an unknown key",
      { "imprun-server.replicas": 3 },
      /imprun-server:\n- at '': additional properties 'replicas' not/,
    ],
    [
      "an unknown part",
      { "imprun-worker.enabled": true },
      /imprun:\n- at '': additional properties 'imprun-worker' not/,
    ],
    ["an unknown global", { "global.region": "eu" }, /at '\/global': additional properties 'region' not allowed/],
    [
      "a bad quantity",
      { "imprun-server.resources.requests.cpu": "100millis" },
      /imprun-server:\n- at '\/resources\/requests\/cpu': '100millis' does not match/,
    ],
    [
      "a bad size",
      { "mongodb.persistence.size": "10 GB" },
      /mongodb:\n- at '\/persistence\/size': '10 GB' does not match/,
    ],
    [
      "a bad tag",
      { "imprun-console.image.tag": "v1 beta" },
      /imprun-console:\n- at '\/image\/tag': 'v1 beta' does not/,
    ],
    [
      "no tag",
      { "imprun-server.image.tag": "" },
      /imprun-server:\n- at '\/image'.*\n {2}- at '\/image\/tag': minLength/,
    ],
    ["a bad digest", { "redis.image.digest": "sha256:1" }, /redis:\n- at '\/image\/digest': 'sha256:1' does not match/],
    ["two members", { "mongodb.replicaCount": 2 }, /mongodb:\n- at '\/replicaCount': value must be one of 1, 3, 5, 7/],
    [
      "a node port without the type",
      { "imprun-server.service.nodePort": 30000 },
      /imprun-server:\n- at '\/service\/type': value must be one of 'NodePort', 'LoadBalancer'/,
    ],
    [
      "a secret without a version",
      { "global.secrets.jwt.version": "" },
      /at '\/global\/secrets\/jwt\/version': minLength: got 0, want 1/,
    ],
    [
      "a secret in the environment",
      { "imprun-server.env.SMTP_PASSWORD": "x" },
      /imprun-server\.env\.SMTP_PASSWORD looks like a secret/,
    ],
    [
      "credentials in an address",
      { "imprun-console.env.UPSTREAM": "https://user:pass@example.org" },
      /imprun-console\.env\.UPSTREAM looks like a secret/,
    ],
    [
      "a host in a subchart",
      { "imprun-server.env.REDIS_HOST": "x" },
      /imprun-server\.env\.REDIS_HOST is set by the chart/,
    ],
    [
      "an autoscaler upside down",
      { "imprun-server.autoscaling.minReplicas": 11 },
      /imprun-server\.autoscaling\.minReplicas is 11, more than maxReplicas, which is 10/,
    ],
    [
      "replicas that do not replicate",
      { "mongodb.replicaSet.enabled": false },
      /mongodb\.replicaCount is 3, but mongodb\.replicaSet\.enabled is false/,
    ],
    [
      "two names of a replica set",
      { "global.mongodb.options.replicaSet": "rs1" },
      /global\.mongodb\.options\.replicaSet is "rs1", but mongodb\.replicaSet makes it "rs0"/,
    ],
    [
      "an external host with the subchart on",
      { "global.redis.host": "cache.example.org" },
      /global\.redis\.host is cache\.example\.org: .* set redis\.enabled to false/,
    ],
    [
      "a password for a redis without one",
      { "redis.auth.enabled": false },
      /redis\.auth\.enabled is false, but global\.secrets\.redis is given/,
    ],
    ["a database without authentication", { "mongodb.auth.enabled": false }, /Set mongodb\.auth\.enabled to true/],
    [
      "a port of every node for nobody",
      { "imprun-server.service.type": "LoadBalancer", "imprun-server.networkPolicy.addresses": [] },
      /imprun-server\.service\.type is LoadBalancer, but imprun-server\.networkPolicy\.addresses is empty\. Give who/,
    ],
    [
      "two API ports",
      { "imprun-server.service.port": 3000 },
      /imprun-server\.service\.port is 3000, but global\.server\.port/,
    ],
  ];
  for (const [name, overrides, message] of refused) {
    it(`are refused with ${name}`, () => assert.match(refusal("prod", overrides), message));
  }

  it("are refused with every missing secret named at once", () => {
    const { "global.secrets.jwt.name": _name, "global.secrets.jwt.version": _version, ...parts } = everything;
    const message = refusal("dev", { ...parts, "redis.auth.enabled": true });
    assert.match(message, /global\.secrets\.jwt is missing\. Give \{ name: <Secret>, .* of a Secret with JWT_SECRET/);
    assert.match(message, /global\.secrets\.redis is missing\. .* of a Secret with redis-password/);
    assert.doesNotMatch(message, /global\.secrets\.mongodb/);
  });

  it("may leave the stores to others, whose hosts are then used", () => {
    const rendering = render("prod", {
      "mongodb.enabled": false,
      "global.mongodb.host": "db.example.org",
      "redis.enabled": false,
      "global.redis.host": "cache.example.org",
    });
    assert.ok(rendering.text.includes("@db.example.org:27017/sys_db"));
    assert.ok(!rendering.objects.some(({ kind }) => kind === "StatefulSet"));
  });
});
