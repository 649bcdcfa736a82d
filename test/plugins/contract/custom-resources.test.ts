import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource.js";
import { CustomResourceDefinition } from "@pulumi/kubernetes/apiextensions/v1/customResourceDefinition.js";
import { Release } from "@pulumi/kubernetes/helm/v3/release.js";
import { Provider } from "@pulumi/kubernetes/provider.js";
import { at } from "../../../sandbox/plugins/protocol/property.ts";
import { writeChart } from "../support/chart.ts";
import { type Cluster, cluster, freshName } from "../support/cluster.ts";
import { contract } from "../support/contract.ts";
import { Project } from "../support/project.ts";

function definition(group: string, kind: string) {
  const plural = `${kind.toLowerCase()}s`;
  const spec = { type: "object", x_kubernetes_preserve_unknown_fields: true };
  const schema = { openAPIV3Schema: { type: "object", properties: { spec } } };
  return {
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: "Cluster",
      names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` },
      versions: [{ name: "v1", served: true, storage: true, schema }],
    },
  };
}

/** The definition as a chart ships it: names as the API server spells them. */
function shipped(group: string, kind: string): string {
  const object = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    ...definition(group, kind),
  };
  return JSON.stringify(object).replaceAll(
    "x_kubernetes_preserve_unknown_fields",
    "x-kubernetes-preserve-unknown-fields",
  );
}

contract("custom resources", (plugins) => {
  let target: Cluster;
  let project: Project;
  const group = `${freshName()}.example.com`;
  const apiVersion = `${group}/v1`;
  let size = 1;

  before(async () => {
    target = await cluster();
    project = new Project(plugins, async () => {
      const provider = new Provider("cluster", { kubeconfig: target.kubeconfig, clusterIdentifier: "contract" });
      const own = new CustomResourceDefinition("own", definition(group, "Gear"), { provider });
      const gear = { apiVersion, kind: "Gear", metadata: { name: "gear" }, spec: { size } };
      new CustomResource("gear", gear, { provider, dependsOn: [own] });
      const values = { message: group };
      const args = { chart: path.join(project.directory, "chart"), name: group.split(".")[0] ?? "", values };
      const release = new Release("release", { ...args, namespace: "default" }, { provider });
      const wheel = { apiVersion, kind: "Wheel", metadata: { name: "wheel" }, spec: { size } };
      new CustomResource("wheel", wheel, { provider, dependsOn: [release] });
    });
    const crds = path.join(writeChart(project.directory), "crds");
    mkdirSync(crds);
    writeFileSync(path.join(crds, "wheel.yaml"), shipped(group, "Wheel"));
  });
  after(async () => {
    await target?.server.delete(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/wheels.${group}`, {});
    project?.remove();
  });

  it("are planned together with the definitions and releases that bring their kinds", async () => {
    const { error, steps } = await project.preview();
    assert.equal(error, undefined);
    assert.deepEqual(Object.keys(steps).sort(), ["cluster", "gear", "own", "release", "wheel"]);
  });

  it("are created without a namespace where their kind has none, and stay", async () => {
    assert.equal((await project.up()).error, undefined);
    const wheel = await target.server.get(`/apis/${apiVersion}/wheels/wheel`);
    assert.equal(at(wheel, "spec", "size"), 1);
    assert.doesNotMatch(project.state(), /"id": ?"default\/(wheel|gear)"/);
    assert.deepEqual((await project.preview()).steps, {});
    assert.deepEqual((await project.refresh()).steps, {});
  });

  it("are updated in place, and go", async () => {
    size = 2;
    assert.deepEqual((await project.up()).steps, { gear: "update: spec", wheel: "update: spec" });
    assert.equal((await project.destroy()).error, undefined);
  });
});
