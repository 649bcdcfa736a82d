import assert from "node:assert/strict";
import { all, everything, findHelm, type Overrides, one, podTemplates, type Rendering, render } from "./rendering.ts";

interface Peer {
  readonly podSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly namespaceSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
}

interface Spec {
  readonly podSelector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly ingress: readonly { readonly from: readonly Peer[] }[];
  readonly egress: readonly { readonly to: readonly Peer[]; readonly ports?: readonly { readonly port: number }[] }[];
}

const server = "imprun-imprun-server";
const routed: Overrides = { "imprun-server.ingress.enabled": false, "imprun-server.route.enabled": true };

const fits = (selector: Peer["podSelector"], labels: Readonly<Record<string, string>>) =>
  selector !== undefined && Object.entries(selector.matchLabels).every(([key, value]) => labels[key] === value);
/** A peer of the same namespace: one of another is never a pod of this release. */
const meets = (peers: readonly Peer[], labels: Readonly<Record<string, string>>) =>
  peers.some((peer) => peer.namespaceSelector === undefined && fits(peer.podSelector, labels));

/** Who reaches whom where nothing is allowed but by the chart's policies: `from → to`, which both sides must allow. */
function connections(rendering: Rendering): string[] {
  const policies = all(rendering, "NetworkPolicy").map(({ spec }) => JSON.parse(JSON.stringify(spec)) as Spec);
  const pods = podTemplates(rendering).map(({ name, template }) => ({
    name: name.replace("imprun-", ""),
    labels: template.metadata?.labels ?? {},
  }));
  return pods
    .flatMap((from) => pods.map((to) => ({ from, to })))
    .filter(({ from, to }) => {
      const leaving = policies.filter(({ podSelector }) => fits(podSelector, from.labels));
      const arriving = policies.filter(({ podSelector }) => fits(podSelector, to.labels));
      return (
        leaving.some(({ egress }) => egress.some((rule) => meets(rule.to, to.labels))) &&
        arriving.some(({ ingress }) => ingress.some((rule) => meets(rule.from, from.labels)))
      );
    })
    .map(({ from, to }) => `${from.name} → ${to.name}`)
    .sort();
}

const callers = (rendering: Rendering, name: string) =>
  (JSON.parse(JSON.stringify(one(rendering, "NetworkPolicy", name).spec)) as Spec).ingress.flatMap(({ from }) => from);
const namespace = (name: string) => ({ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } });

describe("imprun chart in a namespace that denies by default", () => {
  before(findHelm);

  it("has every connection that its parts need, and no other", () => {
    for (const environment of ["dev", "staging", "prod"] as const) {
      assert.deepEqual(connections(render(environment, everything)), [
        "imp-runtime-exporter → mongodb",
        "imprun-console → imprun-server",
        "imprun-server → mongodb",
        "imprun-server → redis",
        "mongodb → mongodb",
      ]);
    }
  });

  it("lets every part look names up", () => {
    for (const { spec } of all(render("prod"), "NetworkPolicy"))
      assert.deepEqual(
        spec?.egress?.[0]?.ports?.map(({ port }) => port),
        [53, 53],
      );
  });

  it("lets in who brings requests: Traefik, a Gateway's controller, or Cilium, which is in no namespace", () => {
    assert.deepEqual(callers(render("prod"), server).slice(1), [namespace("kube-system")]);
    const behind = render("prod", { ...routed, "imprun-server.route.controllerNamespace": "edge" });
    assert.deepEqual(callers(behind, server).slice(1), [namespace("edge")]);
    assert.deepEqual(all(behind, "CiliumNetworkPolicy"), []);
    const cilium = render("prod", routed);
    assert.deepEqual(callers(cilium, server).length, 1);
    assert.deepEqual(one(cilium, "CiliumNetworkPolicy", `${server}-gateway`).spec.ingress, [
      { fromEntities: ["ingress"], toPorts: [{ ports: [{ protocol: "TCP", port: "3000" }] }] },
    ]);
  });

  it("lets anybody in at a port of the node, and Prometheus to what it measures", () => {
    const dev = render("dev", { ...everything, "imprun-server.ingress.enabled": false });
    assert.deepEqual(callers(dev, server).slice(1), [
      { ipBlock: { cidr: "0.0.0.0/0", except: ["10.42.0.0/16", "10.43.0.0/16"] } },
    ]);
    assert.deepEqual(callers(render("prod"), "imprun-imp-runtime-exporter"), [namespace("observability")]);
  });

  it("lets k3s' load balancer in by its pods, and another one by the addresses of callers", () => {
    const balanced = { "imprun-server.service.type": "LoadBalancer", "imprun-server.ingress.enabled": false };
    const onNodes = render("prod", balanced);
    assert.deepEqual(callers(onNodes, server).slice(1), [
      {
        ...namespace("kube-system"),
        podSelector: {
          matchLabels: {
            "svccontroller.k3s.cattle.io/svcname": server,
            "svccontroller.k3s.cattle.io/svcnamespace": "imprun-system",
          },
        },
      },
    ]);
    assert.deepEqual(one(onNodes, "Service", server).spec?.loadBalancerSourceRanges, ["0.0.0.0/0"]);
    const elsewhere = render("prod", {
      ...balanced,
      "global.loadBalancer.kind": "controller",
      "global.loadBalancer.class": "example.org/lb",
      "global.loadBalancer.annotations.shape": "flexible",
    });
    assert.deepEqual(
      callers(elsewhere, server)
        .slice(1)
        .map((peer) => Object.keys(peer)),
      [["ipBlock"]],
    );
    const { metadata, spec } = one(elsewhere, "Service", server);
    assert.deepEqual(
      [spec?.loadBalancerClass, spec?.externalTrafficPolicy, metadata?.annotations],
      ["example.org/lb", "Local", { shape: "flexible" }],
    );
  });

  it("reaches stores elsewhere at their port, wherever they are", () => {
    const external = render("prod", { "mongodb.enabled": false, "global.mongodb.host": "db.example.org" });
    const { egress } = JSON.parse(JSON.stringify(one(external, "NetworkPolicy", server).spec)) as Spec;
    assert.deepEqual(egress[1], {
      to: [{ ipBlock: { cidr: "0.0.0.0/0" } }],
      ports: [{ protocol: "TCP", port: 27017 }],
    });
  });
});

describe("imprun chart behind a Gateway", () => {
  before(findHelm);

  it("has a route for each host in the place of an Ingress", () => {
    const rendering = render("prod", { ...routed, "imprun-server.route.gateway.sectionName": "imprun-imprun-server" });
    assert.deepEqual(
      all(rendering, "Ingress").map(({ metadata }) => metadata?.name),
      ["imprun-imprun-console"],
    );
    const { spec } = one(rendering, "HTTPRoute", `${server}-app.imprun.dev`);
    assert.deepEqual(spec, {
      parentRefs: [
        {
          group: "gateway.networking.k8s.io",
          kind: "Gateway",
          name: "public",
          namespace: "gateway",
          sectionName: "imprun-imprun-server",
        },
      ],
      hostnames: ["app.imprun.dev"],
      rules: [
        {
          matches: [{ path: { type: "PathPrefix", value: "/" } }],
          backendRefs: [{ group: "", kind: "Service", name: server, port: 80 }],
        },
      ],
    });
  });
});
