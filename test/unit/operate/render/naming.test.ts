import { deepEqual } from "node:assert/strict";
import { parse } from "yaml";
import type { JsonObject } from "../../../../src/core/json.ts";
import { compare } from "../../../../src/operate/diff/changes.ts";
import { changeTexts } from "../../../../src/operate/diff/texts.ts";
import { nameAll } from "../../../../src/operate/render/naming.ts";
import type { ReleaseObject } from "../../../../src/operate/render/render-release.ts";
import { planFor } from "../../../support/environment.ts";
import { rendered } from "../../../support/rendered.ts";

const knative = "apiVersion: serving.knative.dev/v1";

describe("the name of an object", () => {
  const app = { namespace: "shop", requires: [], chart: "web" };
  const plan = planFor({ apps: { web: app, worker: app } });

  /** What is named of objects that two releases bring, each as `apiVersion Kind name` with a hook at its end. */
  function named(web: readonly string[], worker: readonly string[] = []) {
    const [first, second] = plan.releases;
    const done = new Map([
      [first!, web.map(object)],
      [second!, worker.map(object)],
    ]);
    const { objects, clashes } = nameAll(plan, done, new Set(["Namespace", "CustomResourceDefinition"]));
    const brought = objects.filter(({ release }) => release !== undefined);
    return { ids: brought.map(({ id, release }) => `${release}: ${id}`), clashes };
  }

  function object(text: string): ReleaseObject {
    const [apiVersion, kind, name, hook] = text.split(" ");
    const annotations = hook === undefined || hook === "once" ? "" : `, annotations: {helm.sh/hook: ${hook}}`;
    const written: JsonObject = parse(
      `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: ${name}${annotations}}}`,
    );
    return { object: written, ...(hook === "once" ? { installedOnce: true } : {}) };
  }

  it("says the group of its kind where another group has the same", () => {
    deepEqual(named(["v1 Service web", "serving.knative.dev/v1 Service web", "apps/v1 Deployment web"]).ids, [
      "web: shop/Deployment/web",
      "web: shop/Service.serving.knative.dev/web",
      "web: shop/Service/web",
    ]);
  });

  it("is one object's alone: whoever brings it a second time is not rendered", () => {
    const both = named(["v1 ConfigMap a"], ["v1 ConfigMap b", "v1 ConfigMap a"]);
    deepEqual(both, {
      ids: ["web: shop/ConfigMap/a"],
      clashes: { worker: "brings shop/ConfigMap/a, which release web brings, too" },
    });
    deepEqual(named(["v1 ConfigMap a", "v1 ConfigMap a"]).clashes, { web: "brings shop/ConfigMap/a twice" });
    deepEqual(named(["v1 Namespace shop"]).clashes, {
      web: "brings Namespace/shop, which the platform creates by itself",
    });
  });

  it("may be that of hooks, too, which are told by when they run", () => {
    deepEqual(named(["v1 Pod a pre-install", "v1 Pod a", "v1 Pod a test", "v1 Pod a test"]), {
      ids: ["web: shop/Pod/a", "web: shop/Pod/a (pre-install)", "web: shop/Pod/a (test 2)", "web: shop/Pod/a (test)"],
      clashes: {},
    });
  });

  it("may be in several charts for a definition, which Helm installs once", () => {
    const definition = "apiextensions.k8s.io/v1 CustomResourceDefinition shops once";
    deepEqual(named([definition], [definition]), {
      ids: ["web: CustomResourceDefinition/shops"],
      clashes: {},
    });
  });

  it("tells changes of two groups apart", async () => {
    const core = (port: number) => rendered("Service", `spec: {ports: [{port: ${port}}]}`);
    const other = rendered("Service", `{${knative}, spec: {template: {}}}`);
    const changes = compare([core(80), other], [core(81), other]);
    deepEqual(
      changes.map(({ id, change }) => [id, change]),
      [["shop/Service/main", "changed"]],
    );
    const swapped = compare([other], [core(80)]);
    deepEqual(
      swapped.map(({ id, change }) => [id, change]),
      [
        ["shop/Service.serving.knative.dev/main", "removed"],
        ["shop/Service/main", "added"],
      ],
    );
    deepEqual(
      [...(await changeTexts(swapped)).keys()].sort(),
      swapped.map(({ id }) => id),
    );
  });
});
