import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { toolPath } from "../../support/tools.ts";
import { findHelm } from "../imprun/rendering.ts";
import { chart, type Overrides, refusal, services, valuesFile } from "./rendering.ts";

describe("service chart: schema of the values", () => {
  before(findHelm);

  it("of every service pass helm lint --strict", () => {
    for (const service of services) {
      const args = ["lint", "--strict", chart, "--kube-version", "1.36.3", "--values", valuesFile(service)];
      const { status, stdout, stderr } = spawnSync(toolPath("helm"), args, { encoding: "utf8" });
      assert.equal(status, 0, stdout + stderr);
      assert.doesNotMatch(stdout + stderr, /\[(WARNING|ERROR)\]|Fail:/);
    }
  });

  const misfits: [name: string, overrides: Overrides, message: RegExp][] = [
    ["an unknown key", { replicas: 3 }, /- at '': additional properties 'replicas' not allowed/],
    [
      "an unknown key below",
      { "app.ingres.enabled": true },
      /- at '\/app': additional properties 'ingres' not allowed/,
    ],
    ["a bad quantity", { "resources.requests.cpu": "0,5" }, /- at '\/resources\/requests\/cpu': '0,5' does not match/],
    ["a bad tag", { "canary.image.tag": "v1 beta" }, /- at '\/canary\/image\/tag': 'v1 beta' does not match/],
    [
      "a bad kind of probe",
      { "probes.liveness.type": "ping" },
      /- at '\/probes\/liveness\/type': value must be one of/,
    ],
    ["a bad share", { "canary.weight": 12.5 }, /- at '\/canary\/weight': got number, want integer/],
    ["a share that is too large", { "canary.weight": 101 }, /- at '\/canary\/weight': maximum: got 101, want 100/],
    ["a share below nothing", { "canary.weight": -1 }, /- at '\/canary\/weight': minimum: got -1, want 0/],
    ["a bad colour", { "blueGreen.active": "red" }, /- at '\/blueGreen\/active': value must be one of 'blue', 'green'/],
    ["a bad limit of time", { "app.timeouts.request": "30" }, /- at '\/app\/timeouts\/request': '30' does not/],
    [
      "a bad port",
      { "ports[0].containerPort": 70000 },
      /- at '\/ports\/0\/containerPort': maximum: got 70,000, want 65,535/,
    ],
    [
      "a path that breaks a rule",
      { "app.ingress.hosts": [{ host: "a.b", paths: [{ path: "/`" }] }] },
      /paths\/0\/path'/,
    ],
    [
      "a secret without a version",
      { "global.secrets.jwt": { name: "jwt" } },
      /'\/global\/secrets\/jwt': missing property/,
    ],
    ["a service without a port", { ports: [] }, /- at '\/ports': minItems: got 0, want 1/],
    [
      "migrations without a database",
      { "migrations.enabled": true },
      /- at '\/migrations\/databases': minItems: got 0, want 1/,
    ],
    [
      "more databases than hooks before the account's",
      { "migrations.databases": [..."abcdef"].map((name) => ({ name, secretName: "db", key: "url" })) },
      /- at '\/migrations\/databases': maxItems: got 6, want 5/,
    ],
  ];
  for (const [name, overrides, message] of misfits) {
    it(`are refused with ${name}`, () => assert.match(refusal("minimal", overrides), message));
  }
});
