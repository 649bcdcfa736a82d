import { deepEqual, equal } from "node:assert/strict";
import { z } from "zod";
import { catalog } from "../../../src/catalog/catalog.ts";
import { type Component, defineComponent, isRemote } from "../../../src/catalog/component.ts";
import { fixtureCatalog } from "../../support/catalog.ts";
import { fixtureProject } from "../../support/project.ts";
import { planOf } from "../../support/stack.ts";

const queue = defineComponent({
  name: "queue",
  summary: "Keeps messages until somebody takes them.",
  namespace: "data",
  podSecurity: "baseline",
  chart: { repository: "https://charts.example.com", name: "queue", version: "3.2.1" },
  requires: ["cert-manager"],
  settings: z.strictObject({ storage: z.string().default("1Gi").describe("Size of the volume.") }),
  secrets: () => ({
    admin: {
      keys: { password: { from: "generated", length: 20, alphabet: "hex", rotation: 1 } },
      consumers: ["queue"],
    },
  }),
  values: ({ storage }, { replicas, secret }) => ({
    storage,
    replicas,
    auth: { existingSecret: secret("admin").name },
  }),
});

describe("adding a component", () => {
  let project: ReturnType<typeof fixtureProject>;
  before(() => {
    project = fixtureProject({ staging: "test/fixtures/stacks/web.yaml" });
  });
  after(() => project.remove());
  const plan = (known: readonly Component[], ...assignments: readonly string[]) =>
    planOf(project.directory, "staging", known, ...assignments);

  it("takes one more entry, and its settings, namespace, secret and place in the order follow", async () => {
    const { releases, namespaces, secrets, order } = await plan(
      [...fixtureCatalog, queue],
      "components.queue={storage: 5Gi}",
    );
    const release = releases.find(({ name }) => name === "queue");
    deepEqual(release?.values, { storage: "5Gi", replicas: 1, auth: { existingSecret: "queue-admin" } });
    equal(release?.requires.includes("cert-manager"), true);
    const labels = namespaces.find(({ name }) => name === "data")?.labels;
    equal(labels?.["pod-security.kubernetes.io/enforce"], "baseline");
    equal(
      secrets.some(({ name, namespace }) => name === "queue-admin" && namespace === "data"),
      true,
    );
    equal(order.indexOf("cert-manager") < order.indexOf("queue"), true);
  });

  it("changes nothing for those who do not name it", async () => {
    deepEqual(await plan([...fixtureCatalog, queue]), await plan(fixtureCatalog));
  });
});

describe("the whole catalog in one environment", () => {
  it("is planned, monitors after their kinds and pods after the network", async () => {
    const project = fixtureProject({ staging: "test/fixtures/stacks/web.yaml" });
    try {
      const all = catalog.map(({ name }) => `components.${name}={}`);
      const { releases, objects, order } = await planOf(
        project.directory,
        "staging",
        [...catalog, ...fixtureCatalog.filter(({ name }) => name === "trust-manager")],
        ...all,
      );
      const remote = catalog.filter(({ chart }) => isRemote(chart)).map(({ name }) => name);
      for (const name of remote) equal(releases.filter((release) => release.name === name).length, 1, name);
      for (const name of remote.filter((other) => !["prometheus-operator-crds", "cilium"].includes(other)))
        equal(order.indexOf("cilium") < order.indexOf(name), true, `cilium before ${name}`);
      equal(order.indexOf("prometheus-operator-crds") < order.indexOf("cilium"), true);
      const settings = objects.find(({ object }) => object.kind === "HelmChartConfig");
      equal(order.indexOf("prometheus-operator-crds") < order.indexOf(settings?.name ?? ""), true);
    } finally {
      project.remove();
    }
  });
});
