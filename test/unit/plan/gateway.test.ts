import { deepEqual, equal } from "node:assert/strict";
import type { JsonObject } from "../../../src/core/json.ts";
import { overlay } from "../../../src/core/json.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import { inOrder, objectIn, planFor } from "../../support/environment.ts";

const environment: JsonObject = {
  ingress: { kind: "gateway-api", class: "cilium" },
  components: { "cert-manager": { gatewayApi: true }, alerts: { host: "alerts.example.com" } },
  certificates: { issuer: { kind: "letsencrypt-staging", email: "ops@example.com" } },
  apps: {
    web: { chart: "web", namespace: "services", hosts: { site: "app.example.com" } },
    worker: { chart: "worker", namespace: "jobs" },
  },
};

const planned = (change: JsonObject = {}) => planFor(overlay(environment, change));
const spec = (plan: Plan, step: string) => Object(objectIn(plan, step).spec);
const kinds = ({ objects }: Plan, ...wanted: readonly string[]) =>
  objects.filter(({ object }) => wanted.includes(String(object.kind))).map(({ name }) => name);
const gatewayOf = (plan: Plan) => spec(plan, "Gateway/gateway/public");
const listeners = (plan: Plan): Readonly<Record<string, JsonObject>> =>
  Object.fromEntries(gatewayOf(plan).listeners.map((listener: JsonObject) => [listener.name, listener]));
/** Namespaces whose routes a listener takes. */
const taken = (listener: JsonObject | undefined) =>
  Object(listener?.allowedRoutes).namespaces.selector.matchExpressions[0].values;
const valuesOf = ({ releases }: Plan, app: string) => Object(releases.find(({ name }) => name === app)?.values);

describe("Gateway of a plan", () => {
  const plan = planned();

  it("has a listener for each host, with its certificate, for routes of its namespace", () => {
    deepEqual(listeners(plan)["web-site"], {
      name: "web-site",
      hostname: "app.example.com",
      port: 443,
      protocol: "HTTPS",
      tls: {
        mode: "Terminate",
        certificateRefs: [{ group: "", kind: "Secret", name: "web-site-tls", namespace: "services" }],
      },
      allowedRoutes: {
        kinds: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute" }],
        namespaces: {
          from: "Selector",
          selector: {
            matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values: ["services"] }],
          },
        },
      },
    });
    deepEqual(Object.keys(listeners(plan)), ["http", "alerts-overview", "web-site"]);
    equal(gatewayOf(plan).gatewayClassName, "cilium");
  });

  it("sends requests without TLS to https, and takes an authority's where certificates are", () => {
    deepEqual(spec(plan, "HTTPRoute/gateway/https"), {
      parentRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: "public", sectionName: "http" }],
      rules: [{ filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 301 } }] }],
    });
    deepEqual(taken(listeners(plan).http), ["alerts", "gateway", "services"]);
    const own = planned({ certificates: { issuer: { kind: "self-signed", email: null } } });
    deepEqual(taken(listeners(own).http), ["gateway"]);
  });

  it("leads to an app by a route that the app's chart makes for its listener", () => {
    const { site } = valuesOf(plan, "web");
    deepEqual(site.route, {
      enabled: true,
      controllerNamespace: "",
      gateway: { name: "public", namespace: "gateway", sectionName: "web-site" },
    });
    deepEqual(site.ingress, { hosts: [{ host: "app.example.com", paths: [{ path: "/", pathType: "Prefix" }] }] });
    deepEqual(kinds(plan, "HTTPRoute"), ["HTTPRoute/gateway/alerts-overview", "HTTPRoute/gateway/https"]);
  });

  it("leads to a component by a route of its own, since the component's chart knows an Ingress only", () => {
    const { backendRefs } = spec(plan, "HTTPRoute/gateway/alerts-overview").rules[0];
    deepEqual(backendRefs, [{ group: "", kind: "Service", name: "alerts", port: 80, namespace: "alerts" }]);
    deepEqual(taken(listeners(plan)["alerts-overview"]), ["gateway"]);
  });

  it("may refer to certificates and Services of other namespaces, each by name", () => {
    const grants = kinds(plan, "ReferenceGrant");
    deepEqual(grants, [
      "ReferenceGrant/alerts/gateway-certificates",
      "ReferenceGrant/alerts/gateway-routes",
      "ReferenceGrant/services/gateway-certificates",
    ]);
    const group = "gateway.networking.k8s.io";
    deepEqual(
      grants.map((name) => spec(plan, name)),
      [
        {
          from: [{ group, kind: "Gateway", namespace: "gateway" }],
          to: [{ group: "", kind: "Secret", name: "alerts-tls" }],
        },
        {
          from: [{ group, kind: "HTTPRoute", namespace: "gateway" }],
          to: [{ group: "", kind: "Service", name: "alerts" }],
        },
        {
          from: [{ group, kind: "Gateway", namespace: "gateway" }],
          to: [{ group: "", kind: "Secret", name: "web-site-tls" }],
        },
      ],
    );
  });

  it("comes before the issuer, which proves names through it", () => {
    equal(
      inOrder(plan, "Gateway/gateway/public", "ClusterIssuer/letsencrypt-staging", "Certificate/services/web-site"),
      true,
    );
    deepEqual(Object(spec(plan, "ClusterIssuer/letsencrypt-staging").acme).solvers, [
      {
        http01: {
          gatewayHTTPRoute: {
            parentRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: "public", namespace: "gateway" }],
          },
        },
      },
    ]);
  });

  it("answers without TLS where there are no certificates", () => {
    const plain = planned({ certificates: null });
    deepEqual(Object.keys(listeners(plain)), ["http"]);
    deepEqual(taken(listeners(plain).http), ["alerts", "gateway", "services"]);
    equal(valuesOf(plain, "web").site.route.gateway.sectionName, "http");
    deepEqual(kinds(plain, "HTTPRoute"), ["HTTPRoute/gateway/alerts-overview"]);
    deepEqual(kinds(plain, "ReferenceGrant"), ["ReferenceGrant/alerts/gateway-routes"]);
  });

  it("answers both ways where nobody is sent to https", () => {
    const both = planned({ ingress: { redirectToHttps: false } });
    equal(valuesOf(both, "web").site.route.gateway.sectionName, "");
    deepEqual(spec(both, "HTTPRoute/gateway/alerts-overview").parentRefs[0].sectionName, undefined);
    deepEqual(taken(listeners(both).http), ["alerts", "gateway", "services"]);
  });

  it("listens where its controller does, and tells its load balancer what that needs", () => {
    const traefik = planned({ ingress: { class: "traefik", annotations: { size: "small" } } });
    deepEqual(
      Object.values(listeners(traefik)).map(({ port }) => port),
      [8000, 8443, 8443],
    );
    deepEqual(gatewayOf(traefik).infrastructure, { annotations: { size: "small" } });
    equal(valuesOf(traefik, "web").site.route.controllerNamespace, "kube-system");
    const own = planned({ ingress: { class: "other", ports: { http: 8080, https: 9443 } } });
    deepEqual([listeners(own).http?.port, valuesOf(own, "web").site.route.controllerNamespace], [8080, "gateway"]);
  });

  it("sends the visitors of one host to another", () => {
    const sent = planned({ ingress: { redirects: { "www.example.com": "app.example.com" } } });
    deepEqual(spec(sent, "HTTPRoute/gateway/redirect-www-example-com"), {
      parentRefs: [
        {
          group: "gateway.networking.k8s.io",
          kind: "Gateway",
          name: "public",
          sectionName: "redirect-www-example-com",
        },
      ],
      hostnames: ["www.example.com"],
      rules: [
        {
          filters: [{ type: "RequestRedirect", requestRedirect: { hostname: "app.example.com", statusCode: 301 } }],
        },
      ],
    });
    deepEqual(spec(sent, "Certificate/gateway/redirect-www-example-com").dnsNames, ["www.example.com"]);
  });
});
