import { deepEqual } from "node:assert/strict";
import { ruleSettings } from "../../../src/config/rules.ts";
import { judgedObjects } from "../../../src/operate/check.ts";
import { idOf, type RenderedObject } from "../../../src/operate/render/object.ts";
import { judge } from "../../../src/rules/judge.ts";
import { planFor, settingsFor } from "../../support/environment.ts";

const environment = {
  tier: "dev",
  components: { "cert-manager": {} },
  apps: { web: { chart: "web", namespace: "shop" } },
};

/** A DaemonSet in a namespace, brought by a release, that takes whatever its node has. */
function agent(namespace: string, release: string): RenderedObject {
  const containers = [{ name: "agent", image: "ghcr.io/organization/agent:v1.2.3" }];
  const template = { spec: { hostPID: true, containers } };
  const object = {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name: "agent", namespace },
    spec: { template },
  };
  return { id: idOf(object, namespace, new Set()), object, release };
}

/** Ids of the rules that an object breaks. */
function broken(object: RenderedObject): readonly string[] {
  const rendered = { objects: [object], skipped: {}, clusterKinds: new Set<string>() };
  const capabilities = { kubernetesVersion: "v1.34.0", apiVersions: [] };
  const objects = judgedObjects(planFor(environment), { ...rendered, capabilities });
  const { findings } = judge(objects, ruleSettings(settingsFor(environment).environment), "2026-01-01");
  return findings.filter(({ object: id }) => id.includes("/DaemonSet/")).map(({ rule }) => rule);
}

describe("what check looks at", () => {
  it("is what lives in an app's namespace", () => {
    deepEqual(broken(agent("shop", "web")), ["host-access", "ownership", "pod-security", "resources"]);
  });

  it("is what an app brings, wherever it lives, which is broken in itself", () => {
    const expected = ["host-access", "own-namespace", "ownership", "pod-security", "resources"];
    deepEqual(broken(agent("kube-system", "web")), expected);
  });

  it("is not what a component brings", () => {
    deepEqual(broken(agent("kube-system", "cert-manager")), []);
  });
});
