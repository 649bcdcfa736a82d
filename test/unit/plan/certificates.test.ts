import { deepEqual, equal } from "node:assert/strict";
import type { JsonObject } from "../../../src/core/json.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import { inOrder, objectIn, planFor } from "../../support/environment.ts";

const email = "ops@example.com";

function planned(issuer: JsonObject, more: JsonObject = {}, list: JsonObject = {}): Plan {
  return planFor({ components: { "cert-manager": { gatewayApi: true } }, certificates: { issuer, list }, ...more });
}

const issuerSpec = (issuer: JsonObject) => objectIn(planned(issuer), `ClusterIssuer/${issuer.kind}`).spec;

/** What a list of solvers holds for a challenge. */
function solverOf(challenge: JsonObject) {
  const { acme } = JSON.parse(JSON.stringify(issuerSpec({ kind: "letsencrypt-staging", email, challenge })));
  return acme.solvers;
}

describe("certificates of a plan", () => {
  it("are none where the environment asks for none", () => {
    deepEqual(planFor({ components: { "cert-manager": {} } }).objects, []);
  });

  it("come from an issuer that signs by itself, and is waited for", () => {
    const issuer = objectIn(planned({ kind: "self-signed" }), "ClusterIssuer/self-signed");
    deepEqual(issuer, {
      apiVersion: "cert-manager.io/v1",
      kind: "ClusterIssuer",
      metadata: {
        name: "self-signed",
        labels: Object(issuer.metadata).labels,
        annotations: { "pulumi.com/waitFor": "condition=Ready" },
      },
      spec: { selfSigned: {} },
    });
  });

  it("come from an authority of our own: its root, then what it signs with, then the issuer", () => {
    const plan = planned(
      { kind: "own-ca", commonName: "demo" },
      { apps: { web: { chart: "web", namespace: "web", hosts: { site: "app.example.com" } } } },
    );
    const chain = [
      "cert-manager",
      "ClusterIssuer/self-signed",
      "Certificate/cert-manager/own-ca",
      "ClusterIssuer/own-ca",
      "Certificate/web/web-site",
    ];
    equal(inOrder(plan, ...chain), true, plan.order.join());
    const authority = objectIn(plan, "Certificate/cert-manager/own-ca");
    deepEqual(authority.spec, {
      isCA: true,
      commonName: "demo",
      secretName: "own-ca-tls",
      duration: "87600h",
      privateKey: { algorithm: "ECDSA", size: 256 },
      issuerRef: { name: "self-signed", kind: "ClusterIssuer", group: "cert-manager.io" },
    });
    deepEqual(Object(authority.metadata).annotations, { "pulumi.com/waitFor": "condition=Ready" });
    deepEqual(objectIn(plan, "ClusterIssuer/own-ca").spec, { ca: { secretName: "own-ca-tls" } });
    equal(inOrder(plan, "Certificate/cert-manager/own-ca", "ClusterIssuer/own-ca"), true);
  });

  const directories = {
    "letsencrypt-staging": "https://acme-staging-v02.api.letsencrypt.org/directory",
    "letsencrypt-prod": "https://acme-v02.api.letsencrypt.org/directory",
  };
  for (const [kind, server] of Object.entries(directories)) {
    it(`come from ${kind}, with an account of its own`, () => {
      deepEqual(issuerSpec({ kind, email }), {
        acme: {
          server,
          email,
          privateKeySecretRef: { name: `${kind}-account` },
          solvers: [{ http01: { ingress: { ingressClassName: "traefik" } } }],
        },
      });
    });
  }

  it("brings its own namespace where nothing else lives in it", () => {
    const plan = planned({ kind: "self-signed" }, {}, { edge: { namespace: "edge", dnsNames: ["edge.example.com"] } });
    deepEqual(
      plan.namespaces.map(({ name }) => name),
      ["cert-manager", "edge"],
    );
  });
});

describe("solvers", () => {
  it("answer over HTTP through an ingress of a class, or a Gateway", () => {
    deepEqual(solverOf({ kind: "http-01", through: { kind: "ingress", class: "nginx" } }), [
      { http01: { ingress: { ingressClassName: "nginx" } } },
    ]);
    const parent = { group: "gateway.networking.k8s.io", kind: "Gateway", name: "public", namespace: "gateway" };
    deepEqual(solverOf({ kind: "http-01", through: { kind: "gateway", name: "public" } }), [
      { http01: { gatewayHTTPRoute: { parentRefs: [parent] } } },
    ]);
  });

  it("answer in Route 53 with the controller's own identity, a role, or static keys", () => {
    const challenge = { kind: "dns-01", provider: "route53", region: "eu-central-1" };
    deepEqual(solverOf(challenge), [{ dns01: { route53: { region: "eu-central-1" } } }]);
    deepEqual(solverOf({ ...challenge, hostedZoneId: "Z1", role: "arn:aws:iam::1:role/dns" }), [
      { dns01: { route53: { region: "eu-central-1", hostedZoneID: "Z1", role: "arn:aws:iam::1:role/dns" } } },
    ]);
    deepEqual(solverOf({ ...challenge, accessKey: { id: "AKIA", secretKeyFrom: "dnsKey" } }), [
      {
        dns01: {
          route53: {
            region: "eu-central-1",
            accessKeyID: "AKIA",
            secretAccessKeySecretRef: { name: "issuer-dns", key: "secret-access-key" },
          },
        },
      },
    ]);
  });

  it("answer in Cloudflare with a token that is there before the issuer, and missed by name", () => {
    const challenge = { kind: "dns-01", provider: "cloudflare", apiTokenFrom: "dnsToken" };
    deepEqual(solverOf(challenge), [
      { dns01: { cloudflare: { apiTokenSecretRef: { name: "issuer-dns", key: "api-token" } } } },
    ]);
    const plan = planned({ kind: "letsencrypt-prod", email, challenge });
    const [secret] = plan.secrets;
    deepEqual([secret?.namespace, secret?.name, secret?.keys.length], ["cert-manager", "issuer-dns", 1]);
    const issuer = "ClusterIssuer/letsencrypt-prod";
    equal(inOrder(plan, "Secret/cert-manager/issuer-dns", issuer), true);
    equal(inOrder(plan, "cert-manager", issuer), true);
    deepEqual(plan.missing, [
      {
        path: "environment.certificates.issuer.challenge",
        message: "the secret 'dnsToken' is not set",
        fix: "./imprun pulumi config set --secret dnsToken --stack test",
      },
    ]);
  });
});

describe("certificates of hosts, and listed ones", () => {
  const apps = {
    web: { chart: "web", namespace: "web", hosts: { site: "app.example.com", api: "api.example.com" } },
    worker: { chart: "worker", namespace: "jobs" },
  };
  const list = {
    wildcard: { namespace: "web", dnsNames: ["*.app.example.com", "app.example.com"] },
    named: { namespace: "jobs", dnsNames: ["jobs.example.com"], secretName: "tls" },
  };
  const challenge = { kind: "dns-01", provider: "route53", region: "eu-central-1" };
  const plan = planned({ kind: "letsencrypt-prod", email, challenge }, { apps }, list);
  const certificate = (name: string) => JSON.parse(JSON.stringify(objectIn(plan, `Certificate/${name}`).spec));

  it("are one for each host, in the app's namespace, in the Secret that the ingress refers to", () => {
    deepEqual(certificate("web/web-site"), {
      secretName: "web-site-tls",
      dnsNames: ["app.example.com"],
      issuerRef: { name: "letsencrypt-prod", kind: "ClusterIssuer", group: "cert-manager.io" },
    });
    equal(certificate("web/web-api").secretName, "web-api-tls");
    const { site } = JSON.parse(JSON.stringify(plan.releases.find(({ name }) => name === "web")?.values));
    deepEqual(site.ingress, {
      ...{ enabled: true, className: "traefik", controllerNamespace: "kube-system" },
      hosts: [{ host: "app.example.com", paths: [{ path: "/", pathType: "Prefix" }] }],
      tls: [{ secretName: "web-site-tls", hosts: ["app.example.com"] }],
    });
  });

  it("are one for each host of a component, in the Secret that its chart looks for", () => {
    const components = { "cert-manager": {}, alerts: { host: "alerts.example.com" } };
    const plan = planned({ kind: "self-signed" }, { components });
    const { secretName, dnsNames } = Object(objectIn(plan, "Certificate/alerts/alerts-overview").spec);
    deepEqual([secretName, dnsNames], ["alerts-tls", ["alerts.example.com"]]);
  });

  it("are as listed, in a Secret of their own name unless it is named", () => {
    deepEqual(certificate("web/wildcard").dnsNames, ["*.app.example.com", "app.example.com"]);
    equal(certificate("web/wildcard").secretName, "wildcard-tls");
    equal(certificate("jobs/named").secretName, "tls");
  });

  it("come after the issuer, and are exactly these", () => {
    const names = plan.objects.map(({ name }) => name);
    deepEqual(names.filter((name) => name.startsWith("Certificate/")).sort(), [
      "Certificate/jobs/named",
      "Certificate/web/web-api",
      "Certificate/web/web-site",
      "Certificate/web/wildcard",
    ]);
    for (const name of names.filter((name) => name.startsWith("Certificate/")))
      equal(inOrder(plan, "cert-manager", "ClusterIssuer/letsencrypt-prod", name), true, name);
  });

  it("leave an ingress alone where there is no issuer", () => {
    const { site } = Object(planFor({ apps }).releases.find(({ name }) => name === "web")?.values);
    equal(site.ingress.tls, undefined);
  });
});
