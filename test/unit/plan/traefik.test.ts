import { deepEqual, equal } from "node:assert/strict";
import { catalog } from "../../../src/catalog/catalog.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { inOrder, objectIn, planFor } from "../../support/environment.ts";
import { planOf, root } from "../../support/stack.ts";

const environment: JsonObject = {
  components: { "cert-manager": {} },
  certificates: { issuer: { kind: "self-signed" } },
  apps: { web: { chart: "web", namespace: "services", hosts: { site: "app.example.com" } } },
  ingress: { kind: "traefik", class: "edge", redirects: { "www.example.com": "app.example.com" } },
};
const name = "gateway/redirect-www-example-com";

describe("Traefik in a plan", () => {
  const plan = planFor(environment);

  it("is asked for each host by the app's own Ingress, without the app saying so", () => {
    const { site } = Object(plan.releases.find((release) => release.name === "web")?.values);
    deepEqual(site.ingress, {
      enabled: true,
      className: "edge",
      controllerNamespace: "kube-system",
      hosts: [{ host: "app.example.com", paths: [{ path: "/", pathType: "Prefix" }] }],
      tls: [{ secretName: "web-site-tls", hosts: ["app.example.com"] }],
    });
    equal(site.route, undefined);
  });

  it("sends the visitors of one host to another, path and query and all", () => {
    const middleware = objectIn(plan, `Middleware/${name}`);
    const { redirectRegex } = Object(middleware.spec);
    const sent = (url: string) =>
      url.replace(new RegExp(redirectRegex.regex), redirectRegex.replacement.replaceAll(/\$\{(\d)\}/g, "$$$1"));
    equal(sent("https://www.example.com/a/b?c=d"), "https://app.example.com/a/b?c=d");
    equal(sent("http://www.example.com:8080/"), "http://app.example.com/");
    const route = objectIn(plan, `IngressRoute/${name}`);
    deepEqual(Object(route.metadata).annotations, { "kubernetes.io/ingress.class": "edge" });
    deepEqual(route.spec, {
      entryPoints: ["websecure"],
      routes: [
        {
          kind: "Rule",
          match: "Host(`www.example.com`)",
          middlewares: [{ name: "redirect-www-example-com" }],
          services: [{ kind: "TraefikService", name: "noop@internal" }],
        },
      ],
      tls: { secretName: "redirect-www-example-com-tls" },
    });
    deepEqual(Object(objectIn(plan, `Certificate/${name}`).spec).dnsNames, ["www.example.com"]);
    equal(inOrder(plan, `Middleware/${name}`, `IngressRoute/${name}`), true);
  });

  it("makes nothing else, and no Gateway", () => {
    const kinds = new Set(plan.objects.map(({ object }) => object.kind));
    deepEqual([...kinds].sort(), ["Certificate", "ClusterIssuer", "IngressRoute", "Middleware", "NetworkPolicy"]);
  });

  it("is set up to send requests without TLS to https, before anything of its kinds is made", async () => {
    const prod = await planOf(
      root,
      "prod",
      catalog,
      "ingress={kind: traefik, redirects: {www.imprun.dev: portal.imprun.dev}}",
    );
    const { valuesContent } = Object(objectIn(prod, "HelmChartConfig/kube-system/traefik").spec);
    equal(valuesContent.includes("redirections:\n        entryPoint:\n          to: websecure"), true, valuesContent);
    equal(valuesContent.includes("respondingTimeouts"), false);
    const limited = await planOf(root, "prod", catalog, "components.traefik.timeouts={read: 120s}");
    const values = Object(objectIn(limited, "HelmChartConfig/kube-system/traefik").spec).valuesContent;
    equal(values.split("respondingTimeouts:\n        readTimeout: 120s").length, 3, values);
    equal(inOrder(prod, "HelmChartConfig/kube-system/traefik", "Middleware/gateway/redirect-www-imprun-dev"), true);
  });
});
