import assert from "node:assert/strict";
import type { KubernetesObject, KubernetesObjectApi, V1Pod, V1Service } from "@kubernetes/client-node";
import { stringify } from "yaml";
import type { JsonObject } from "../../src/core/json.ts";
import { Checkout } from "./support/checkout.ts";

const namespace = "services";
const image = (tag: string) => `organization/hello:${tag}`;

describe("two versions of a service, side by side", function () {
  this.timeout(600_000);
  let checkout: Checkout;
  let api: KubernetesObjectApi;

  before(() => {
    checkout = new Checkout();
  });

  after(() => checkout.remove());

  /** Brings the service to what its block of YAML says. */
  async function up(images: JsonObject, values: JsonObject = {}): Promise<void> {
    const hello = { like: "service", hosts: { app: "hello.localhost" }, images, values };
    const apps = { imprun: null, hello };
    const environment = {
      tier: "dev",
      domain: "localhost",
      cluster: { kind: "sandbox", name: "dev" },
      blueprints: { "private-images": { secrets: null }, service: { values: { serviceMonitor: null } } },
      apps,
    };
    checkout.write("Pulumi.steps.yaml", stringify({ config: { "imprun:environment": environment } }));
    const { code, stderr, stdout } = await checkout.run("up", "--stack", "steps", "--yes");
    assert.equal(code, 0, stderr + stdout);
    api = await checkout.cluster();
  }

  /** Pods by the version that they run: their identities, which a restart would change. */
  async function pods(): Promise<Record<string, string[]>> {
    const { items } = await api.list<V1Pod>("v1", "Pod", namespace);
    const found: Record<string, string[]> = {};
    for (const { metadata, spec, status } of items) {
      if (metadata?.deletionTimestamp !== undefined || status?.phase !== "Running") continue;
      const tag = spec?.containers[0]?.image?.split(":").at(-1) ?? "";
      found[tag] = [...(found[tag] ?? []), metadata?.uid ?? ""].sort();
    }
    return found;
  }

  async function weights(): Promise<Record<string, number>> {
    const object = await api.read<KubernetesObject & { spec: Weighted }>({
      apiVersion: "traefik.io/v1alpha1",
      kind: "TraefikService",
      metadata: { name: "hello", namespace },
    });
    return Object.fromEntries(object.spec.weighted.services.map(({ name, weight }) => [name, weight]));
  }

  const exists = (apiVersion: string, kind: string, name = "hello") =>
    api.read({ apiVersion, kind, metadata: { name, namespace } }).then(
      () => true,
      () => false,
    );
  const trackOf = async (name: string) =>
    (await api.read<V1Service>({ apiVersion: "v1", kind: "Service", metadata: { name, namespace } })).spec?.selector
      ?.track;

  it("takes a canary at a weight of 10, is promoted, and withdrawn; no pod of the first version is touched", async () => {
    const images = { app: image("v1.0.0"), canary: image("v1.1.0") };
    await up({ app: images.app });
    const { "v1.0.0": first } = await pods();
    assert.equal(first?.length, 1);
    await up(images, { canary: { enabled: true, weight: 10 } });
    assert.deepEqual(await weights(), { hello: 90, "hello-canary": 10 });
    assert.equal(await exists("networking.k8s.io/v1", "Ingress"), false);
    const both = await pods();
    assert.deepEqual([both["v1.0.0"], both["v1.1.0"]?.length], [first, 1]);
    await up(images, { canary: { enabled: true, weight: 100 } });
    assert.deepEqual(await weights(), { hello: 0, "hello-canary": 100 });
    assert.deepEqual(await pods(), both);
    await up(images, { canary: { enabled: true, weight: 0 } });
    assert.deepEqual(await weights(), { hello: 100, "hello-canary": 0 });
    assert.deepEqual(await pods(), both);
    await up({ app: images.app });
    assert.deepEqual((await pods())["v1.0.0"], first);
    assert.equal(await exists("networking.k8s.io/v1", "Ingress"), true);
    assert.equal(await exists("traefik.io/v1alpha1", "TraefikService"), false);
  });

  it("is switched from blue to green and back, while both keep their pods", async () => {
    const images = { app: image("v1.0.0"), green: image("v2.0.0") };
    await up(images, { blueGreen: { enabled: true } });
    const both = await pods();
    assert.deepEqual([await trackOf("hello"), await trackOf("hello-preview")], ["app", "green"]);
    for (const [active, serving, waiting] of [
      ["green", "green", "app"],
      ["blue", "app", "green"],
    ] as const) {
      await up(images, { blueGreen: { enabled: true, active } });
      assert.deepEqual([await trackOf("hello"), await trackOf("hello-preview")], [serving, waiting]);
      assert.deepEqual(await pods(), both);
    }
  });
});

interface Weighted {
  readonly weighted: { readonly services: readonly { readonly name: string; readonly weight: number }[] };
}
