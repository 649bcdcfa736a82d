import { deepEqual, equal } from "node:assert/strict";
import type { JsonObject } from "../../../src/core/json.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import { inOrder, objectIn, planFor } from "../../support/environment.ts";

const apps: JsonObject = {
  web: { chart: "web", namespace: "services", hosts: { site: "app.example.com" } },
  worker: { chart: "worker", namespace: "jobs" },
};
const http01: JsonObject = {
  components: { "cert-manager": { gatewayApi: true } },
  certificates: { issuer: { kind: "letsencrypt-staging", email: "ops@example.com" } },
};
const policies = ({ objects }: Plan) =>
  objects.flatMap(({ name, object }) => (String(object.kind).endsWith("NetworkPolicy") ? [name] : []));
const spec = (plan: Plan, step: string) => objectIn(plan, step).spec;

describe("namespaces of apps", () => {
  it("deny everything but DNS, before an app is in them", () => {
    const plan = planFor({ apps });
    deepEqual(policies(plan), ["NetworkPolicy/jobs/default-deny", "NetworkPolicy/services/default-deny"]);
    deepEqual(spec(plan, "NetworkPolicy/services/default-deny"), {
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
      egress: [
        {
          to: [
            {
              namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
              podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
            },
          ],
          ports: [
            { protocol: "UDP", port: 53 },
            { protocol: "TCP", port: 53 },
          ],
        },
      ],
    });
    equal(inOrder(plan, "NetworkPolicy/services/default-deny", "web"), true);
    deepEqual(plan.releases.find(({ name }) => name === "worker")?.requires, ["NetworkPolicy/jobs/default-deny"]);
  });

  it("are open where components live too, where the stack file says so, and where every cluster has them", () => {
    const shared = {
      web: { chart: "web", namespace: "alerts" },
      worker: { chart: "worker", namespace: "kube-system" },
    };
    deepEqual(policies(planFor({ apps: shared, components: { alerts: {} } })), []);
    const namespaces = { services: { network: "open" }, alerts: {} };
    deepEqual(policies(planFor({ apps, namespaces })), [
      "NetworkPolicy/alerts/default-deny",
      "NetworkPolicy/jobs/default-deny",
    ]);
  });

  it("deny what comes in only, where the stack file says so", () => {
    const plan = planFor({ namespaces: { data: { network: "deny-ingress" } } });
    deepEqual(spec(plan, "NetworkPolicy/data/default-deny"), { podSelector: {}, policyTypes: ["Ingress"] });
  });

  it("are made where they are listed, although nothing lives in them", () => {
    deepEqual(
      planFor({ namespaces: { data: {} } }).namespaces.map(({ name }) => name),
      ["data"],
    );
  });

  it("let an authority reach the pods that answer it, for as long as it asks over HTTP", () => {
    const plan = planFor({ apps, ...http01 });
    equal(policies(plan).includes("NetworkPolicy/jobs/acme-solver"), false);
    deepEqual(spec(plan, "NetworkPolicy/services/acme-solver"), {
      podSelector: { matchLabels: { "acme.cert-manager.io/http01-solver": "true" } },
      policyTypes: ["Ingress"],
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } }],
          ports: [{ protocol: "TCP", port: 8089 }],
        },
      ],
    });
    const own = { ...http01, certificates: { issuer: { kind: "self-signed" } } };
    equal(policies(planFor({ apps, ...own })).includes("NetworkPolicy/services/acme-solver"), false);
  });

  it("let Cilium's gateway reach them, which is in no namespace", () => {
    const plan = planFor({ apps, ...http01, ingress: { kind: "gateway-api", class: "cilium" } });
    deepEqual(spec(plan, "CiliumNetworkPolicy/services/acme-solver"), {
      endpointSelector: { matchLabels: { "acme.cert-manager.io/http01-solver": "true" } },
      ingress: [{ fromEntities: ["ingress"], toPorts: [{ ports: [{ protocol: "TCP", port: "8089" }] }] }],
    });
  });
});
