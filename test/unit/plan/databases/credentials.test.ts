import { deepEqual, equal, match, notEqual } from "node:assert/strict";
import { type JsonObject, overlay } from "../../../../src/core/json.ts";
import type { Plan } from "../../../../src/plan/plan.ts";
import { placesOf } from "../../../../src/plan/secret-places.ts";
import { databaseEnvironment, main, planned, release } from "../../../support/databases.ts";
import { inOrder, objectIn, planFor } from "../../../support/environment.ts";
import { stores } from "../../../support/store-app.ts";

describe("credentials of a database", () => {
  it("are one generated password: with the role in its namespace, and as an address with the app", () => {
    const { secrets } = planned();
    const source = secrets.find(({ name }) => name === "main-web-db");
    deepEqual(
      { namespace: source?.namespace, type: source?.type, labels: source?.labels },
      { namespace: "data", type: "kubernetes.io/basic-auth", labels: { "cnpg.io/reload": "true" } },
    );
    const copy = source?.copies?.[0];
    deepEqual([copy?.name, copy?.namespace, copy?.owner], ["web-web-db", "web", "web"]);
    const texts = copy?.keys.map(({ key, source }) => [key, source.from === "template" ? source.text : ""]) ?? [];
    deepEqual(Object.fromEntries(texts), {
      DATABASE_URL: "postgresql://web_db:{{ password }}@main-rw.data:5432/web_db?sslmode=require",
      host: "main-rw.data",
      port: "5432",
      database: "web_db",
      username: "web_db",
      password: "{{ password }}",
    });
  });

  it("are among the secrets that the app's chart refers to, by name and version", () => {
    const plan = planned();
    const copy = placesOf(plan.secrets).find(({ name }) => name === "web-web-db");
    const values = (app: string) => Object(release(plan, app)?.values.global).secrets;
    deepEqual(values("web"), { "web-db": { name: "web-web-db", version: copy?.version } });
    deepEqual(values("other"), {});
  });

  it("change with a rotation for the role and for the app, and for no other", () => {
    const rotated = planned(main({ databases: { web_db: { rotation: 2 } } }));
    const versions = (plan: Plan) =>
      Object.fromEntries(placesOf(plan.secrets).map(({ name, version }) => [name, version]));
    const [before, after] = [versions(planned()), versions(rotated)];
    const changed = Object.keys(before).filter((name) => before[name] !== after[name]);
    deepEqual(changed, ["main-web-db", "web-web-db"]);
    const role = (plan: Plan) => Object(objectIn(plan, "DatabaseRole/data/main-web-db").metadata).annotations;
    notEqual(role(planned())["platform/secret-version"], role(rotated)["platform/secret-version"]);
    const step = rotated.objects.find(({ name }) => name === "DatabaseRole/data/main-web-db");
    equal(step?.replace, true, "what follows would take the answer about the old password for that about the new one");
  });

  const arrivals = {
    pulumi: "Secret/data/main",
    aws: "ExternalSecret/data/main",
    vault: "ExternalSecret/data/main",
    sops: "Secret/data/main",
  };
  for (const [name, step] of Object.entries(arrivals)) {
    it(`${name}: arrive before their role, and at the app before its release`, () => {
      const plan = planned(stores[name as keyof typeof stores]);
      equal(inOrder(plan, `${step}-web-db`, "DatabaseRole/data/main-web-db", "web"), true);
      const own = step.startsWith("External") ? "ExternalSecret/web/web-web-db" : "Secret/data/main-web-db";
      equal(release(plan, "web")?.requires.includes(own), true);
      equal(inOrder(plan, own, "web"), true);
    });
  }

  for (const name of ["aws", "vault"] as const) {
    it(`${name}: both Secrets are fetched from one place`, () => {
      const plan = planned(stores[name]);
      const data = (step: string) => Object(objectIn(plan, `ExternalSecret/${step}`).spec);
      const property = name === "vault" ? "password-1" : "password";
      const remoteRef = { key: "demo/test/main-web-db", property };
      deepEqual(data("data/main-web-db").data, [{ secretKey: "password", remoteRef }]);
      deepEqual(data("web/web-web-db").data, [{ secretKey: "password", remoteRef }]);
      const { type, metadata } = data("data/main-web-db").target.template;
      deepEqual([type, metadata.labels], ["kubernetes.io/basic-auth", { "cnpg.io/reload": "true" }]);
      const { template } = data("web/web-web-db").target;
      equal(template.type, "Opaque");
      match(template.data.DATABASE_URL, /^postgresql:\/\/web_db:\{\{ index \. "password" \}\}@main-rw/);
    });
  }

  it("sealed-secrets: are missing in git until every place has its own", () => {
    const held = (namespace: string, name: string) => ({
      [`${namespace}/${name}`]: {
        kind: "SealedSecret",
        metadata: { name, namespace, annotations: { "platform/held-values": '{"password":"password-1"}' } },
        spec: { encryptedData: { password: "sealed" } },
      },
    });
    const one = { databases: { main: { databases: { jobs_db: null } } } };
    const missing = (sealed: JsonObject) =>
      planFor([stores.sealed, one].reduce<JsonObject>(overlay, databaseEnvironment), {
        encrypted: { sealed: sealed as Record<string, JsonObject> },
      });
    equal(missing({}).missing.length, 1);
    equal(missing(held("data", "main-web-db")).missing.length, 1);
    const whole = missing({ ...held("data", "main-web-db"), ...held("web", "web-web-db") });
    deepEqual(whole.missing, []);
    equal(inOrder(whole, "SealedSecret/data/main-web-db", "DatabaseRole/data/main-web-db"), true);
    equal(inOrder(whole, "SealedSecret/web/web-web-db", "web"), true);
  });
});
