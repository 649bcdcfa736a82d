import { deepEqual, equal, throws } from "node:assert/strict";
import { readCharts } from "../../../src/config/charts.ts";
import { checkSettings } from "../../../src/config/settings.ts";
import { readStackFile, type StackFile } from "../../../src/config/stack-file.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { formatProblem } from "../../../src/core/problem.ts";
import { fixtureCatalog } from "../../support/catalog.ts";
import { fixtureProject } from "../../support/project.ts";
import { supplyOf } from "../../support/supply.ts";

describe("settings", () => {
  let project: ReturnType<typeof fixtureProject>;
  let file: StackFile;
  before(async () => {
    project = fixtureProject({ staging: "test/fixtures/stacks/web.yaml" });
    file = await readStackFile(project.directory, "staging");
  });
  after(() => project.remove());
  const check = (override: JsonObject = {}, changed: Partial<StackFile> = {}) =>
    checkSettings(
      { ...file, ...changed },
      { catalog: fixtureCatalog, charts: readCharts(project.directory), supply: supplyOf(fixtureCatalog), override },
    );

  it("layers: default, then what environments share, then the environment, then the one-off change", () => {
    equal(check({}, { shared: {} }).environment.imageRegistry, "docker.io");
    equal(check().environment.imageRegistry, "registry.example.com");
    equal(
      check({}, { environment: { ...file.environment, imageRegistry: "own.example.com" } }).environment.imageRegistry,
      "own.example.com",
    );
    equal(check({ imageRegistry: "once.example.com" }).environment.imageRegistry, "once.example.com");
  });

  it("a one-off null takes a key away", () => {
    equal(
      check({ components: { "trust-manager": null }, apps: { web: null } }).environment.components["trust-manager"],
      undefined,
    );
  });

  it("are complete with defaults, those of a component that says {} too", () => {
    const { environment } = check({ components: { "cert-manager": { logLevel: null } } });
    deepEqual(environment.components["cert-manager"], { logLevel: 2, gatewayApi: false });
    deepEqual(environment.releases, { timeoutSeconds: 300, maxHistory: 10, atomic: false });
    equal(environment.secrets.backend, "pulumi");
  });

  it("tell which given secrets are not set, with the command for each; that is no fault of the file", () => {
    const { missing, fingerprints } = check({}, { entries: {} });
    deepEqual(missing.map(formatProblem), [
      "environment.apps.web.secrets.oauth.keys.CLIENT_SECRET: the secret 'oauthKey' is not set\n  run: ./imprun pulumi config set --secret oauthKey --stack staging",
    ]);
    deepEqual(fingerprints, {});
    deepEqual(check().missing, []);
  });

  it("tell a value that is not set once, whoever wants it: one command sets it for all", () => {
    const keys = { CLIENT_SECRET: { from: "config", key: "oauthKey" } };
    const second = { chart: "web", namespace: "second", secrets: { oauth: { keys, consumers: ["web"] } } };
    const { missing } = check({ apps: { second } }, { entries: {} });
    const place = (app: string) => `environment.apps.${app}.secrets.oauth.keys.CLIENT_SECRET`;
    deepEqual(missing.map(formatProblem), [
      `${place("second")}: the secret 'oauthKey' is not set; also wanted by ${place("web")}\n  run: ./imprun pulumi config set --secret oauthKey --stack staging`,
    ]);
  });

  it("a one-off change is checked like the file itself", () => {
    throws(() => check({ tier: "prod" }), /environment\.apps\.web\.images\.web: 'staging' is not allowed/);
    throws(() => check({ apps: { web: { charts: "x" } } }), /unknown key 'charts'; did you mean 'chart'\?/);
  });
});
