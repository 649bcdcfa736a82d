import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { type Component, defineComponent } from "../../../src/catalog/component.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { knownReport } from "../../../src/operate/charts/known.ts";
import { verifyReport } from "../../../src/operate/charts/verify.ts";
import { packChart } from "./chart.ts";
import { ChartCheckout, component, sha256 } from "./checkout.ts";

const noHelm = () => Promise.reject(new Error("nobody needs Helm"));

/** A component that sets up what k3s brings, with fixed values. */
function bundled(values: JsonObject, open: readonly string[] = []): Component {
  return defineComponent({
    name: "proxy",
    summary: "Stands for what k3s brings.",
    namespace: "kube-system",
    podSecurity: "restricted",
    chart: { bundled: "edge" },
    requires: [],
    settings: z.strictObject({}),
    open,
    values: () => values,
  });
}

describe("what charts know, written down", function () {
  this.timeout(60_000);
  const checkouts: ChartCheckout[] = [];
  afterEach(() => {
    for (const checkout of checkouts.splice(0)) checkout.remove();
  });
  const newCheckout = () => {
    const checkout = new ChartCheckout();
    checkouts.push(checkout);
    return checkout;
  };

  it("is a list for each archive that is locked and there, or for each that is given", async function () {
    this.timeout(600_000);
    const checkout = newCheckout();
    const web = packChart("web", "1.0.0", { "values.yaml": "replicas: 1\nlabels: {}\n'a.b': {c: []}\n" });
    const edge = packChart("edge", "39.0.701+up39.0.7");
    const context = checkout.context([component(web, "https://charts.example.com")], { helm: noHelm });
    checkout.lock({ "web-1.0.0.tgz": sha256(web.content) });
    await rejects(knownReport(context), /holds none that is locked\n {4}run: \.\/\S+ charts vendor$/);
    checkout.write("vendor/charts/web-1.0.0.tgz", web.content);
    checkout.write("edge-39.0.701+up39.0.7.tgz", edge.content);
    equal((await knownReport(context)).headline, "1 list written.");
    equal(checkout.read("charts.known/web-1.0.0.txt"), "a\\.b.c any\nlabels map\nreplicas\n");
    await knownReport(context, [join(checkout.directory, "edge-39.0.701+up39.0.7.tgz")]);
    equal(checkout.read("charts.known/edge-39.0.701.txt"), "replicas\n");
    await rejects(knownReport(context, ["nowhere.tgz"]), /An archive cannot be read\.\n {2}nowhere\.tgz: tar: /);
  });

  it("is what values of a chart that k3s brings are held against, in each of its versions", async () => {
    const checkout = newCheckout();
    checkout.write("charts.known/edge-39.0.0.txt", "deployment.replicas\nlabels map\nports.web\n");
    checkout.write("charts.known/edge-40.0.0.txt", "deployment.replicas\nlabels map\nports.web\nservice.kind\n");
    checkout.write("charts.known/edge-crd-1.0.0.txt", "nothing\n");
    const findings = async (values: JsonObject, open?: readonly string[]) => {
      const report = await verifyReport(checkout.context([bundled(values, open)], { helm: noHelm }));
      const { findings } = report.data as { findings: readonly Record<"subject" | "path" | "message", string>[] };
      equal(report.outcome, findings.length === 0 ? "fine" : "findings");
      return findings.map(({ subject, path, message }) => `${subject} ${path}: ${message}`);
    };
    deepEqual(await findings({ deployment: { replicas: 2 }, labels: { any: "thing" } }), []);
    deepEqual(await findings({ service: { kind: "x" } }), [
      "proxy (edge-39.0.0) service: the chart knows no such value; at the top it has deployment, labels or ports",
    ]);
    deepEqual(await findings({ service: { kind: "x" } }, ["service"]), []);
    const [typo, ...others] = await findings({ deploymnt: { replicas: 2 } });
    match(typo ?? "", /^proxy \(edge-39\.0\.0\) deploymnt: .*did you mean 'deployment'\?$/);
    equal(others.length, 1);
  });

  it("is asked for where values are set, and nobody has written any", async () => {
    const checkout = newCheckout();
    const report = await verifyReport(checkout.context([bundled({ replicas: 1 })], { helm: noHelm }));
    equal(report.outcome, "failed");
    const { unchecked } = report.data as { unchecked: readonly string[] };
    match(unchecked.join("\n"), /^edge of k3s: no list in charts\.known; run: \.\/\S+ charts known <its archive>$/);
    equal((await verifyReport(checkout.context([bundled({})], { helm: noHelm }))).outcome, "fine");
  });
});
