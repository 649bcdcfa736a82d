import { deepEqual, equal } from "node:assert/strict";
import { catalog } from "../../../src/catalog/catalog.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import { objectIn, planFor } from "../../support/environment.ts";
import { planOf, root } from "../../support/stack.ts";

type Labels = Readonly<Record<string, string>>;

interface Spec {
  readonly podSelector: { readonly matchLabels?: Labels };
  readonly ingress?: readonly {
    readonly from?: readonly { readonly namespaceSelector: { readonly matchLabels: Labels } }[];
    readonly ports?: readonly { readonly port: number }[];
  }[];
}

/** Pods of the charts that live in `observability`, by the labels that they have there, and a port of each. */
const pods = {
  prometheus: [{ "app.kubernetes.io/name": "prometheus" }, 9090],
  alertmanager: [{ "app.kubernetes.io/name": "alertmanager" }, 9093],
  grafana: [{ "app.kubernetes.io/name": "grafana", "app.kubernetes.io/instance": "kube-prometheus-stack" }, 3000],
  operator: [{ app: "kube-prometheus-stack-operator" }, 10250],
  collector: [{ "app.kubernetes.io/instance": "opentelemetry-collector" }, 4318],
  jaeger: [{ "app.kubernetes.io/instance": "jaeger" }, 16686],
} as const;

/** Whose ports a namespace's pods reach in `observability`; without a namespace: what anybody reaches. */
function reached({ objects }: Plan, from?: string): readonly string[] {
  const policies = objects
    .filter(({ namespace, object }) => namespace === "observability" && object.kind === "NetworkPolicy")
    .map(({ object }): Spec => JSON.parse(JSON.stringify(object.spec)));
  return Object.entries(pods).flatMap(([name, [labels, wanted]]) => {
    const holding = policies.filter(({ podSelector }) =>
      Object.entries(podSelector.matchLabels ?? {}).every(([key, value]) => Object(labels)[key] === value),
    );
    const allowed = holding.some(({ ingress = [] }) =>
      ingress.some(
        (rule) =>
          (rule.ports ?? [{ port: wanted }]).some(({ port }) => port === wanted) &&
          (rule.from === undefined ||
            rule.from.some(({ namespaceSelector }) => Object.values(namespaceSelector.matchLabels)[0] === from)),
      ),
    );
    return holding.length === 0 || allowed ? [name] : [];
  });
}

describe("components in a closed namespace", () => {
  it("of prod are reached by their neighbours, and by others as far as they have to", async () => {
    const plan = await planOf(root, "prod", catalog);
    deepEqual(reached(plan, "observability"), Object.keys(pods));
    deepEqual(reached(plan, "kube-system"), ["grafana", "operator"]);
    for (const app of ["services", "imprun-system"]) deepEqual(reached(plan, app), ["operator", "collector"]);
    deepEqual(reached(plan, "data"), ["operator"]);
    deepEqual(reached(plan), ["operator"]);
  });

  it("of staging show no dashboards to anybody outside", async () => {
    deepEqual(reached(await planOf(root, "staging", catalog), "kube-system"), ["operator"]);
  });

  it("have traces sent to Jaeger where there is no collector", async () => {
    const plan = await planOf(root, "prod", catalog, "components.opentelemetry-collector=null");
    equal(Object(objectIn(plan, "NetworkPolicy/observability/jaeger-traces").spec).ingress[0].ports[0].port, 4318);
  });

  it("are reached at their host through Cilium's gateway, which is in no namespace", () => {
    const plan = planFor({
      components: { alerts: { host: "alerts.example.com" } },
      namespaces: { alerts: {} },
      ingress: { kind: "gateway-api", class: "cilium" },
    });
    deepEqual(Object(objectIn(plan, "CiliumNetworkPolicy/alerts/alerts-overview").spec).endpointSelector, {
      matchLabels: { app: "alerts" },
    });
  });

  it("have no policy of their own where it is open", () => {
    const plan = planFor({ components: { alerts: { host: "alerts.example.com" } } });
    deepEqual(
      plan.objects.filter(({ object }) => String(object.kind).endsWith("NetworkPolicy")),
      [],
    );
  });
});
