import { deepEqual, equal } from "node:assert/strict";
import type { JsonObject } from "../../src/core/json.ts";
import { canary, construct, type Recorded } from "../support/construct.ts";
import { planned } from "../support/databases.ts";
import { stores } from "../support/store-app.ts";

const kubernetesSecret = "kubernetes:core/v1:Secret";
const one = { databases: { main: { databases: { jobs_db: null } } } };

/** What each Kubernetes Secret holds, read as text. */
function contents(resources: readonly Recorded[]): Readonly<Record<string, JsonObject>> {
  const secrets = resources.filter(({ type }) => type === kubernetesSecret);
  return Object.fromEntries(
    secrets.map(({ name, inputs }) => {
      const data = Object(inputs.data);
      const texts = Object.entries(Object("value" in data ? data.value : data)).map(([key, value]) => {
        const text = typeof value === "string" ? value : Object(value).value;
        return [key, Buffer.from(text, "base64").toString("utf8")];
      });
      return [name, { type: String(inputs.type), ...Object.fromEntries(texts) }];
    }),
  );
}

describe("credentials of a database, under mocks", () => {
  const expected = (password: string) => ({
    "data/main-web-db": { type: "kubernetes.io/basic-auth", username: "web_db", password },
    "web/web-web-db": {
      type: "Opaque",
      DATABASE_URL: `postgresql://web_db:${password}@main-rw.data:5432/web_db?sslmode=require`,
      host: "main-rw.data",
      port: "5432",
      database: "web_db",
      username: "web_db",
      password,
    },
  });

  it("state: one generated value is written to both namespaces", async () => {
    const { resources } = await construct(planned(one));
    const password = "random:index/randomPassword:RandomPassword";
    deepEqual(
      resources.filter(({ type }) => type === password).map(({ name }) => name),
      ["data/main-web-db-password-1"],
    );
    deepEqual(contents(resources), expected(canary("data/main-web-db-password-1")));
    const role = resources.find(({ name, type }) => type === kubernetesSecret && name === "data/main-web-db");
    equal(Object(role?.inputs.metadata).labels["cnpg.io/reload"], "true");
  });

  it("sops: one value of the file is written to both namespaces", async () => {
    const opened = { "main-web-db": { "password-1": "canary of sops" } };
    const { resources } = await construct(planned(stores.sops, one), {}, opened);
    deepEqual(contents(resources), expected("canary of sops"));
  });

  it("AWS: one value is stored, under the role's name, and the cluster copies it", async () => {
    const { resources } = await construct(planned(stores.aws, one));
    deepEqual(contents(resources), {});
    const stored = resources.filter(({ type }) => type === "aws:secretsmanager/secret:Secret");
    deepEqual(
      stored.map(({ inputs }) => inputs.name),
      ["demo/test/main-web-db"],
    );
  });

  for (const name of ["vault", "sealed"] as const) {
    it(`${name}: the program sees no value`, async () => {
      const { resources } = await construct(planned(stores[name], one));
      deepEqual(contents(resources), {});
      equal(
        resources.some(({ type }) => type.includes("RandomPassword")),
        false,
      );
    });
  }
});
