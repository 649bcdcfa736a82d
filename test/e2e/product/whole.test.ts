import assert from "node:assert/strict";
import { ProductStack, productNamespace } from "../support/product-stack.ts";

const services = ["auth", "graphql-bff", "identity", "personal", "websocket"];
const parts = ["imp-runtime-exporter", "imprun-console", "imprun-server"].map((name) => `imprun-${name}`);

describe("everything of staging", function () {
  this.timeout(1_200_000);
  const stack = new ProductStack();

  before(() => stack.prepareWhole("staging"));
  after(() => stack.checkout.remove());

  it("comes up with every service and the product, and a second up changes nothing", async () => {
    await stack.up();
    for (const [namespace, names] of [
      ["services", services],
      [productNamespace, parts],
    ] as const) {
      const { items } = await stack.apps.listNamespacedDeployment({ namespace });
      assert.deepEqual(items.map(({ metadata }) => metadata?.name).sort(), [...names]);
      for (const { metadata, spec, status } of items)
        assert.equal(status?.readyReplicas, spec?.replicas, `${metadata?.name} is not ready`);
    }
    const { items: stores } = await stack.apps.listNamespacedStatefulSet({ namespace: productNamespace });
    assert.deepEqual(stores.map(({ metadata }) => metadata?.name).sort(), ["imprun-mongodb", "imprun-redis"]);
    assert.deepEqual(await stack.up(), []);
  });

  it("migrates identity_db, auth_db and legal_db one after the other, before the service that owns them", async () => {
    const jobs = await Promise.all(
      ["identity-db", "auth-db", "legal-db"].map((name) =>
        stack.batch.readNamespacedJob({ name: `auth-migrate-${name}`, namespace: "services" }),
      ),
    );
    const auth = await stack.apps.readNamespacedDeployment({ name: "auth", namespace: "services" });
    const times = [...jobs.map(({ status }) => status?.completionTime), auth.metadata?.creationTimestamp];
    const seconds = times.map((time) => time?.getTime() ?? Number.NaN);
    assert.deepEqual(
      seconds,
      [...seconds].sort((a, b) => a - b),
    );
  });

  it("gives each service the credentials of what it uses, and nobody else", async () => {
    const { items } = await stack.core.listNamespacedSecret({ namespace: "services", fieldSelector: "type=Opaque" });
    const names = items.map(({ metadata }) => metadata?.name ?? "");
    assert.deepEqual(names.filter((name) => /-(db|valkey|session)$/.test(name)).sort(), [
      "auth-auth-db",
      "auth-identity-db",
      "auth-legal-db",
      "auth-session",
      "websocket-valkey",
    ]);
  });

  it("leads every host of the stack to its service, with a certificate that was issued", async () => {
    const { items } = await stack.networking.listIngressForAllNamespaces();
    const hosts = items.flatMap(({ spec }) => spec?.rules?.map(({ host }) => host) ?? []);
    const named = ["api", "auth", "console", "graph", "live"].map((host) => `${host}.staging.imprun.dev`);
    assert.deepEqual(hosts.sort(), named);
    for (const { metadata, spec } of items) {
      const [{ secretName = "" } = {}] = spec?.tls ?? [];
      const { data } = await stack.core.readNamespacedSecret({
        name: secretName,
        namespace: metadata?.namespace ?? "",
      });
      assert.deepEqual(
        Object.keys(data ?? {})
          .filter((key) => key.startsWith("tls."))
          .sort(),
        ["tls.crt", "tls.key"],
      );
    }
  });

  it("is well, says status", async () => {
    const { code, stdout } = await stack.run("status");
    assert.equal(code, 0, stdout);
    assert.match(stdout, /All well: 17 releases/);
  });
});
