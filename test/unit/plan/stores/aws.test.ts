import { deepEqual, equal } from "node:assert/strict";
import type { JsonObject } from "../../../../src/core/json.ts";
import { overlay } from "../../../../src/core/json.ts";
import type { Plan } from "../../../../src/plan/plan.ts";
import { inOrder, objectIn, planFor } from "../../../support/environment.ts";
import { storeApp, stores } from "../../../support/store-app.ts";

const aws = (secrets: JsonObject = {}) => planFor(overlay(stores.aws, { secrets, apps: storeApp }));
const storeOf = (auth: JsonObject) => {
  const plan = planFor({ ...stores.aws, secrets: { ...stores.aws.secrets, auth } });
  return { plan, provider: Object(objectIn(plan, "ClusterSecretStore/environment").spec).provider };
};
const provider = { service: "SecretsManager", region: "eu-central-1" };

describe("secrets in AWS Secrets Manager", () => {
  it("are read as the nodes, with a role of their own if there is one", () => {
    deepEqual(storeOf({ kind: "node-role" }).provider, { aws: provider });
    deepEqual(storeOf({ kind: "node-role", role: "arn:aws:iam::1:role/read" }).provider, {
      aws: { ...provider, role: "arn:aws:iam::1:role/read" },
    });
  });

  it("are read as a ServiceAccount", () => {
    const reference = { name: "reader", namespace: "external-secrets" };
    deepEqual(storeOf({ kind: "irsa", serviceAccount: "reader" }).provider, {
      aws: { ...provider, auth: { jwt: { serviceAccountRef: reference } } },
    });
  });

  it("are read with static keys, which lie in the state and are in the cluster before the store", () => {
    const auth = { kind: "static", accessKeyIdFrom: "awsId", secretAccessKeyFrom: "awsKey" };
    const { plan, provider: signedIn } = storeOf(auth);
    const reference = (key: string) => ({ name: "store-credentials", namespace: "external-secrets", key });
    const secretRef = {
      accessKeyIDSecretRef: reference("access-key-id"),
      secretAccessKeySecretRef: reference("secret-access-key"),
    };
    deepEqual(signedIn, { aws: { ...provider, auth: { secretRef } } });
    const credentials = plan.secrets.find(({ name }) => name === "store-credentials");
    deepEqual(credentials?.keeper, { kind: "state" });
    const secret = "Secret/external-secrets/store-credentials";
    equal(inOrder(plan, secret, "ClusterSecretStore/environment"), true);
    deepEqual(
      plan.objects.map(({ name }) => name),
      ["ClusterSecretStore/environment"],
    );
    deepEqual(
      plan.missing.map(({ message }) => message),
      ["the secret 'awsId' is not set", "the secret 'awsKey' is not set"],
    );
  });

  it("are read from the namespaces that have some, and from no other", () => {
    const conditions = (plan: Plan) => Object(objectIn(plan, "ClusterSecretStore/environment").spec).conditions;
    const other = {
      other: overlay(Object(storeApp.web), { namespace: "other" }),
      plain: { chart: "web", namespace: "plain" },
    };
    deepEqual(conditions(aws()), [{ namespaces: ["web"] }]);
    deepEqual(conditions(planFor(overlay(stores.aws, { apps: { ...storeApp, ...other } }))), [
      { namespaces: ["other", "web"] },
    ]);
    deepEqual(conditions(planFor(stores.aws)), [{ namespaces: [] }]);
  });

  it("lie below the environment's prefix, and are fetched every hour unless it says otherwise", () => {
    const spec = (secrets?: JsonObject) => Object(objectIn(aws(secrets), "ExternalSecret/web/web-database").spec);
    equal(spec().refreshInterval, "1h");
    equal(spec({ refreshInterval: "5m" }).refreshInterval, "5m");
    deepEqual(spec().data, [
      { secretKey: "client.id", remoteRef: { key: "demo/test/web-database", property: "client.id" } },
      { secretKey: "password", remoteRef: { key: "demo/test/web-database", property: "password" } },
    ]);
  });

  it("are put together in the cluster where they are composed", () => {
    const plan = aws();
    const { target } = Object(objectIn(plan, "ExternalSecret/web/web-database").spec);
    const [secret] = plan.secrets;
    deepEqual(target, {
      name: "web-database",
      creationPolicy: "Orphan",
      deletionPolicy: "Retain",
      template: {
        engineVersion: "v2",
        type: "Opaque",
        data: {
          "client.id": '{{ index . "client.id" }}',
          password: '{{ index . "password" }}',
          url: 'postgres://{{ index . "client.id" }}:{{ index . "password" }}@db',
        },
        metadata: { annotations: { "platform/secret-version": secret?.version } },
      },
    });
  });

  it("never clash, however alike their keys are", () => {
    const keys = { "tls.crt": { from: "generated" }, "tls-crt": { from: "generated" }, tls_crt: { from: "generated" } };
    const apps = { web: { chart: "web", namespace: "web", secrets: { pair: { keys } } } };
    const spec = JSON.parse(
      JSON.stringify(objectIn(planFor({ ...stores.aws, apps }), "ExternalSecret/web/web-pair").spec),
    );
    const variables = spec.data.map(({ secretKey }: { secretKey: string }) => secretKey);
    equal(new Set(variables).size, 3);
    equal(new Set(Object.values(spec.target.template.data)).size, 3);
  });

  it("arrive in order: the controller, the store, the secret in AWS, what brings it, the app", () => {
    const plan = aws();
    const arrival = "ExternalSecret/web/web-database";
    equal(inOrder(plan, "external-secrets", "ClusterSecretStore/environment", arrival, "web"), true);
    equal(inOrder(plan, "Secret/web/web-database", arrival), true);
    deepEqual(plan.releases.find(({ name }) => name === "web")?.requires, ["NetworkPolicy/web/default-deny", arrival]);
    deepEqual(plan.objects.find(({ name }) => name === arrival)?.requires, [
      "ClusterSecretStore/environment",
      "Secret/web/web-database",
    ]);
    for (const { object } of plan.objects.filter(({ object }) => object.kind !== "NetworkPolicy"))
      deepEqual(Object(object.metadata).annotations, { "pulumi.com/waitFor": "condition=Ready" });
  });

  it("are written by the program", () => {
    const { keeper } = aws().secrets[0] ?? {};
    equal(keeper?.kind, "aws");
  });
});
