import assert from "node:assert/strict";
import { findHelm } from "../imprun/rendering.ts";
import { names, one, render } from "./rendering.ts";

describe("service chart: traffic", () => {
  before(findHelm);

  it("comes to a Service of the release's name", () => {
    const { spec } = one(render("minimal"), "Service", "minimal");
    assert.equal(spec?.type, "ClusterIP");
    assert.deepEqual(spec?.ports, [{ name: "http", port: 80, targetPort: "http", protocol: "TCP" }]);
    assert.deepEqual(spec?.selector, {
      "app.kubernetes.io/name": "minimal",
      "app.kubernetes.io/instance": "minimal",
      "app.kubernetes.io/component": "service",
      track: "app",
    });
  });

  it("comes at a port of every node, or by a load balancer", () => {
    const { spec } = one(render("identity"), "Service", "identity");
    assert.deepEqual([spec?.type, spec?.ports?.[0]?.nodePort, spec?.ports?.[0]?.port], ["NodePort", 30080, 80]);
    assert.equal(spec?.externalTrafficPolicy, "Local");
    const { metadata, spec: balanced } = one(
      render("minimal", {
        "service.type": "LoadBalancer",
        "service.annotations.size": "small",
        "service.loadBalancerSourceRanges[0]": "192.0.2.0/24",
      }),
      "Service",
      "minimal",
    );
    assert.deepEqual(
      [balanced?.type, balanced?.loadBalancerSourceRanges, balanced?.externalTrafficPolicy, metadata?.annotations],
      ["LoadBalancer", ["192.0.2.0/24"], undefined, { size: "small" }],
    );
  });

  it("comes by the load balancer that the environment names, with the caller's address", () => {
    const { metadata, spec } = one(
      render("minimal", {
        "service.type": "LoadBalancer",
        "global.loadBalancer": { kind: "controller", class: "example.org/lb", annotations: { shape: "flexible" } },
        "networkPolicy.ingress.addresses": [{ address: "192.0.2.0/24" }],
      }),
      "Service",
      "minimal",
    );
    assert.deepEqual(
      [spec?.loadBalancerClass, spec?.externalTrafficPolicy, metadata?.annotations],
      ["example.org/lb", "Local", { shape: "flexible" }],
    );
  });

  it("of gRPC says so, and its port is found by name", () => {
    const personal = render("personal");
    const [grpc, metrics] = one(personal, "Service", "personal").spec?.ports ?? [];
    assert.deepEqual([grpc?.port, grpc?.appProtocol, metrics?.port], [9090, "kubernetes.io/h2c", 9091]);
  });

  it("comes in by an Ingress, with TLS and middlewares", () => {
    const { metadata, spec } = one(render("auth"), "Ingress", "auth");
    assert.deepEqual(metadata?.annotations, {
      "traefik.ingress.kubernetes.io/router.middlewares": "gateway-compress@kubernetescrd",
    });
    assert.equal(spec?.ingressClassName, "traefik");
    assert.deepEqual(spec?.tls, [{ secretName: "auth-app-tls", hosts: ["auth.example.org"] }]);
    assert.equal(spec?.rules?.[0]?.host, "auth.example.org");
    assert.deepEqual(spec?.rules?.[0]?.http?.paths, [
      { path: "/", pathType: "Prefix", backend: { service: { name: "auth", port: { name: "http" } } } },
    ]);
    assert.deepEqual(names(render("auth"), "HTTPRoute"), []);
  });

  it("comes in by an HTTPRoute, with the limits of each path", () => {
    const bff = render("graphql-bff");
    const { spec } = one(bff, "HTTPRoute", "graphql-bff-graph.example.org");
    assert.deepEqual(spec.parentRefs, [
      {
        group: "gateway.networking.k8s.io",
        kind: "Gateway",
        name: "public",
        namespace: "gateway",
        sectionName: "https",
      },
    ]);
    assert.deepEqual(spec.hostnames, ["graph.example.org"]);
    assert.deepEqual(
      spec.rules.map(({ matches, timeouts }) => [matches, timeouts]),
      [
        [[{ path: { type: "PathPrefix", value: "/graphql" } }], { request: "30s", backendRequest: "10s" }],
        [[{ path: { type: "Exact", value: "/subscriptions" } }], { request: "0s", backendRequest: "0s" }],
      ],
    );
    assert.deepEqual(spec.rules[0]?.backendRefs, [
      { group: "", kind: "Service", name: "graphql-bff", port: 80, weight: 100 },
    ]);
    assert.deepEqual(names(bff, "Ingress"), []);
  });

  it("of a WebSocket has no limit", () => {
    const websocket = render("websocket");
    assert.deepEqual(names(websocket, "HTTPRoute"), [
      "websocket-live.example.org",
      "websocket-wildcard.live.example.org",
    ]);
    const { spec } = one(websocket, "HTTPRoute", "websocket-wildcard.live.example.org");
    assert.deepEqual(spec.hostnames, ["*.live.example.org"]);
    assert.deepEqual(spec.rules[0]?.timeouts, { request: "0s" });
    assert.equal(spec.parentRefs[0]?.sectionName, undefined);
    const service = one(websocket, "Service", "websocket").spec;
    assert.deepEqual([service?.sessionAffinity, service?.ports?.[0]?.appProtocol], [undefined, "kubernetes.io/ws"]);
  });

  it("of a caller inside the cluster stays with its pod where that is asked for", () => {
    const { spec } = one(render("minimal", { "service.stickiness": "address" }), "Service", "minimal");
    assert.equal(spec?.sessionAffinity, "ClientIP");
  });

  it("ends where the pod does not begin to answer, by a limit that Traefik keeps for the service", () => {
    const limited = render("auth", { "app.timeouts.backendRequest": "20s" });
    assert.deepEqual(one(limited, "ServersTransport", "auth").spec, {
      forwardingTimeouts: { responseHeaderTimeout: "20s" },
    });
    assert.deepEqual(one(limited, "Service", "auth").metadata?.annotations, {
      "traefik.ingress.kubernetes.io/service.serverstransport": "services-auth@kubernetescrd",
    });
    assert.deepEqual(names(render("auth"), "ServersTransport"), []);
  });

  it("stays with its pod by Traefik's cookie where that is asked for", () => {
    const { metadata } = one(render("auth", { "service.stickiness": "cookie" }), "Service", "auth");
    assert.equal(metadata?.annotations?.["traefik.ingress.kubernetes.io/service.sticky.cookie"], "true");
  });

  it("does not come to a worker", () => {
    const worker = render("minimal", {
      "service.enabled": false,
      ports: [],
      "probes.startup.type": "none",
      "probes.readiness.type": "none",
      "probes.liveness": { type: "exec", command: ["/alive"] },
    });
    assert.deepEqual(names(worker, "Service"), []);
    const [container] = one(worker, "Deployment", "minimal").spec?.template.spec?.containers ?? [];
    assert.deepEqual(
      [container?.ports, container?.startupProbe, container?.readinessProbe],
      [undefined, undefined, undefined],
    );
    assert.deepEqual(container?.livenessProbe?.exec?.command, ["/alive"]);
  });
});
