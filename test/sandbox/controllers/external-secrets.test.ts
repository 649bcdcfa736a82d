import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { SecretsManager, SecretValue } from "../../../sandbox/aws/secrets-manager.ts";
import { awsClient, pythonWithMoto, region } from "../../plugins/support/moto.ts";
import { eventually, succeed, testSandbox } from "../command.ts";
import { type Custom, Objects, texts } from "./objects.ts";

const api = "external-secrets.io/v1";

interface Up {
  kubeconfig: string;
  aws: { endpoint: string };
  vault: { address: string; rootTokenFile: string };
}

describe("external secrets of a sandbox", function () {
  this.timeout(300_000);
  const sandbox = testSandbox();
  let objects: Objects;
  let up: Up;
  let aws: SecretsManager;

  before(async function () {
    await pythonWithMoto(this);
    const first = await succeed<Up>(["up", ...sandbox.at, "--nodes", "1"]);
    objects = new Objects(first.kubeconfig);
    await objects.define("external-secrets.yaml");
    up = await succeed<Up>(["up", ...sandbox.at, "--aws", "--vault"]);
    aws = awsClient(up.aws.endpoint);
    await objects.create(api, "ClusterSecretStore", "aws", {
      provider: { aws: { service: "SecretsManager", region } },
    });
  });
  after(() => sandbox.remove());

  const inAws = { name: "aws", kind: "ClusterSecretStore" };

  const external = (name: string, spec: object, refreshInterval = "1h"): Promise<Custom> =>
    objects.create(api, "ExternalSecret", name, { refreshInterval, secretStoreRef: inAws, ...spec });

  const one = (key: string, property?: string): object => ({
    data: [{ secretKey: "value", remoteRef: { key, ...(property !== undefined && { property }) } }],
  });

  it("status knows the emulator and the stand-in for Vault", async () => {
    const status = await succeed<Up & { processes: { name: string; running: boolean }[] }>(["status", ...sandbox.at]);
    assert.deepEqual([status.aws, status.vault], [up.aws, up.vault]);
    for (const name of ["moto", "vault"]) {
      assert.ok(
        status.processes.some((process) => process.name === name && process.running),
        name,
      );
    }
  });

  it("values and templates become a Secret that the ExternalSecret owns", async () => {
    const value = { password: "canary", user: { name: "root" } };
    await aws("CreateSecret", { Name: "test/database", SecretString: JSON.stringify(value) });
    const template = { type: "Opaque", data: { uri: "mongodb://{{ .user }}:{{ .password | b64enc }}@db" } };
    const object = await external("database", {
      target: { name: "database-auth", template, deletionPolicy: "Retain" },
      data: [
        { secretKey: "password", remoteRef: { key: "test/database", property: "password" } },
        { secretKey: "user", remoteRef: { key: "test/database", property: "user.name" } },
      ],
    });
    const { status } = await objects.that(object, "Ready", "True");
    assert.equal(status?.conditions?.[0]?.reason, "SecretSynced");
    const secret = await objects.secretThat("database-auth", () => true);
    assert.deepEqual(texts(secret), { uri: "mongodb://root:Y2FuYXJ5@db" });
    assert.equal(secret.metadata?.ownerReferences?.[0]?.kind, "ExternalSecret");
    assert.ok(!JSON.stringify([await objects.read(object), await objects.events(object)]).includes("canary"));
  });

  it("extract takes every property", async () => {
    await objects.that(await external("all", { dataFrom: [{ extract: { key: "test/database" } }] }), "Ready", "True");
    await objects.secretThat("all", (data) => data.password === "canary" && data.user === '{"name":"root"}');
  });

  it("a missing value is an error with an event, until it is there", async () => {
    const object = await external("missing", one("test/later"));
    const { status } = await objects.that(object, "Ready", "False");
    assert.equal(status?.conditions?.[0]?.reason, "SecretSyncedError");
    const events = await objects.events(object);
    assert.ok(
      events.some((event) => /^UpdateFailed: .*test\/later.*Secret does not exist/.test(event)),
      events.join(),
    );
    await aws("CreateSecret", { Name: "test/later", SecretString: "here" });
    await objects.that(object, "Ready", "True");
    await objects.secretThat("missing", ({ value }) => value === "here");
  });

  it("a new value comes with force-sync at once, and with the interval by itself", async () => {
    await aws("CreateSecret", { Name: "test/rotated", SecretString: "first" });
    const forced = await external("forced", one("test/rotated"));
    const periodic = await external("periodic", one("test/rotated"), "2s");
    for (const object of [forced, periodic]) await objects.that(object, "Ready", "True");
    await aws("PutSecretValue", { SecretId: "test/rotated", SecretString: "second" });
    await objects.secretThat("periodic", ({ value }) => value === "second");
    assert.equal(texts(await objects.secretThat("forced", () => true)).value, "first");
    await objects.change(forced, { metadata: { annotations: { "force-sync": "1" } } });
    await objects.secretThat("forced", ({ value }) => value === "second");
  });

  it("a Secret that was changed or deleted by hand is mended", async () => {
    await objects.core.deleteNamespacedSecret({ name: "missing", namespace: "default" });
    await objects.secretThat("missing", ({ value }) => value === "here");
    const secret = await objects.secretThat("missing", () => true);
    const data = { value: Buffer.from("tampered").toString("base64") };
    await objects.core.replaceNamespacedSecret({ name: "missing", namespace: "default", body: { ...secret, data } });
    await objects.secretThat("missing", ({ value }) => value === "here");
  });

  it("a PushSecret writes what a generator makes up once, and never over it", async () => {
    const generators = "generators.external-secrets.io/v1alpha1";
    await objects.create(generators, "Password", "generator", { length: 32, symbols: 0, allowRepeat: true });
    const remoteRef = { remoteKey: "test/generated", property: "password" };
    const pushed = await objects.create("external-secrets.io/v1alpha1", "PushSecret", "generated", {
      refreshInterval: "1s",
      updatePolicy: "IfNotExists",
      secretStoreRefs: [inAws],
      selector: { generatorRef: { apiVersion: generators, kind: "Password", name: "generator" } },
      data: [{ match: { secretKey: "password", remoteRef } }],
    });
    const first = await objects.that(pushed, "Ready", "True");
    const read = async (): Promise<string> => {
      const value = await aws<SecretValue>("GetSecretValue", { SecretId: "test/generated" });
      return JSON.parse(Buffer.from(value.SecretBinary ?? "", "base64").toString("utf8")).password;
    };
    const password = await read();
    assert.ok(/^[A-Za-z0-9]{32}$/.test(password), "the password is not 32 letters and digits");
    await objects.that(pushed, "Ready", "True", ({ status }) => status?.refreshTime !== first.status?.refreshTime);
    assert.ok((await read()) === password, "another password was made");
    await objects.that(await external("generated", one("test/generated", "password")), "Ready", "True");
    await objects.secretThat("generated", ({ value }) => value === password);
  });

  it("a PushSecret does not touch what others have made", async () => {
    const body = { metadata: { name: "source" }, stringData: { value: "mine" } };
    await objects.core.createNamespacedSecret({ namespace: "default", body });
    const pushed = await objects.create("external-secrets.io/v1alpha1", "PushSecret", "foreign", {
      secretStoreRefs: [inAws],
      selector: { secret: { name: "source" } },
      data: [{ match: { secretKey: "value", remoteRef: { remoteKey: "test/rotated" } } }],
    });
    const { status } = await objects.that(pushed, "Ready", "False");
    assert.match(status?.conditions?.[0]?.message ?? "", /secret not managed by external-secrets/);
  });

  it("a ServiceAccount logs in to Vault, and only as a role that it has", async () => {
    const headers = { "x-vault-token": readFileSync(up.vault.rootTokenFile, "utf8") };
    const ask = async (route: string, body: object): Promise<number> => {
      const request = { method: "POST", headers, body: JSON.stringify(body) };
      return (await fetch(`${up.vault.address}/v1/${route}`, request)).status;
    };
    assert.equal(await ask("secret/data/test/app", { data: { value: "from vault" } }), 200);
    const metadata = { name: "reader" };
    await objects.core.createNamespacedServiceAccount({ namespace: "default", body: { metadata } });
    const kubernetes = { mountPath: "kubernetes", role: "reader", serviceAccountRef: metadata };
    const provider = { vault: { server: up.vault.address, path: "secret", version: "v2", auth: { kubernetes } } };
    const store = await objects.create(api, "SecretStore", "vault", { provider });
    const refused = await objects.that(store, "Ready", "False");
    assert.match(refused.status?.conditions?.[0]?.message ?? "", /invalid role name/);
    const role = { bound_service_account_names: "reader", bound_service_account_namespaces: ["default"] };
    assert.equal(await ask("auth/kubernetes/role/reader", role), 204);
    await objects.that(store, "Ready", "True");
    const secretStoreRef = { name: "vault", kind: "SecretStore" };
    await objects.that(await external("app", { ...one("test/app", "value"), secretStoreRef }), "Ready", "True");
    await objects.secretThat("app", ({ value }) => value === "from vault");
  });

  it("the emulator is started again after it was killed, at the same address", async () => {
    const { processes } = await succeed<{ processes: { name: string; pid: number }[] }>(["status", ...sandbox.at]);
    process.kill(processes.find(({ name }) => name === "moto")!.pid, "SIGKILL");
    const again = await succeed<Up>(["up", ...sandbox.at]);
    assert.deepEqual(again.aws, up.aws);
    await eventually("the emulator answers", 10, () => aws("ListSecrets", {}));
  });
});
