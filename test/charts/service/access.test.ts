import assert from "node:assert/strict";
import { findHelm } from "../imprun/rendering.ts";
import { all, canary, container, names, one, render } from "./rendering.ts";

const annotations = (rendering: Parameters<typeof one>[0], name = "auth") =>
  one(rendering, "Deployment", name).spec?.template.metadata?.annotations ?? {};

describe("service chart: environment", () => {
  before(findHelm);

  it("takes whole ConfigMaps and Secrets, its own settings first", () => {
    assert.deepEqual(container(render("auth"), "auth").envFrom, [
      { configMapRef: { name: "auth" } },
      { secretRef: { name: "auth-oauth" }, prefix: "OAUTH_" },
      { configMapRef: { name: "feature-flags" } },
    ]);
    assert.deepEqual(one(render("auth"), "ConfigMap", "auth").data, {
      ISSUER: "https://auth.example.org",
      TOKEN_LIFETIME_MINUTES: "15",
    });
  });

  it("takes single keys, some of which may be missing", () => {
    const secret = (name: string, key: string) => ({ secretKeyRef: { name, key } });
    assert.deepEqual(container(render("auth"), "auth").env, [
      { name: "DATABASE_URL", valueFrom: secret("auth-auth-db", "DATABASE_URL") },
      { name: "JWT_SECRET", valueFrom: secret("auth-jwt", "JWT_SECRET") },
      {
        name: "JWT_SECRET_PREVIOUS",
        valueFrom: { secretKeyRef: { name: "auth-jwt", key: "JWT_SECRET_PREVIOUS", optional: true } },
      },
      { name: "REGION", valueFrom: { configMapKeyRef: { name: "cluster", key: "region" } } },
    ]);
  });

  it("restarts the pods when a secret that they read gets another version, and only then", () => {
    const { "checksum/config": config, ...secrets } = annotations(render("auth"));
    assert.match(config ?? "", /^[0-9a-f]{64}$/);
    assert.deepEqual(secrets, {
      "checksum/secret-auth-db": "a1",
      "checksum/secret-jwt": "j1",
      "checksum/secret-oauth": "o1",
    });
    const rotated = render("auth", { "global.secrets.jwt.version": "j2", "global.secrets.legal-db.version": "l2" });
    assert.deepEqual(annotations(rotated), { ...annotations(render("auth")), "checksum/secret-jwt": "j2" });
    assert.equal(annotations(render("auth", canary), "auth-canary")["checksum/secret-jwt"], "j1");
  });

  it("restarts the pods when a setting changes", () => {
    const changed = annotations(render("auth", { "env.TOKEN_LIFETIME_MINUTES": 30 }));
    assert.notEqual(changed["checksum/config"], annotations(render("auth"))["checksum/config"]);
    assert.deepEqual(annotations(render("minimal"), "minimal"), {});
  });
});

describe("service chart: access", () => {
  before(findHelm);

  it("is to get the named secrets, and nothing else", () => {
    const auth = render("auth");
    assert.deepEqual(one(auth, "Role", "auth").rules, [
      {
        apiGroups: [""],
        resources: ["secrets"],
        resourceNames: ["auth-auth-db", "auth-jwt", "auth-oauth"],
        verbs: ["get"],
      },
    ]);
    assert.deepEqual(one(auth, "RoleBinding", "auth").subjects, [
      { kind: "ServiceAccount", name: "auth", namespace: "services" },
    ]);
    assert.deepEqual(one(render("personal"), "Role", "personal").rules?.[0]?.resourceNames, ["personal-db-app"]);
    assert.deepEqual(names(render("minimal"), "Role"), []);
  });

  it("from other pods and to them is refused unless it is stated", () => {
    const { spec } = one(render("minimal"), "NetworkPolicy", "minimal");
    assert.deepEqual(spec?.policyTypes, ["Ingress", "Egress"]);
    assert.deepEqual(spec?.ingress, []);
    assert.deepEqual(
      spec?.egress?.map(({ ports }) => ports),
      [
        [
          { protocol: "UDP", port: 53 },
          { protocol: "TCP", port: 53 },
        ],
      ],
    );
    assert.deepEqual(all(render("identity"), "NetworkPolicy"), []);
  });

  it("is given to the ingress, to Prometheus and to named apps and namespaces", () => {
    const namespace = (name: string) => ({
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
    });
    const app = (name: string) => ({ podSelector: { matchLabels: { "app.kubernetes.io/instance": name } } });
    assert.deepEqual(one(render("auth"), "NetworkPolicy", "auth").spec?.ingress, [
      {
        from: [
          namespace("kube-system"),
          namespace("observability"),
          { ...namespace("services"), ...app("graphql-bff") },
        ],
        ports: [{ protocol: "TCP", port: "http" }],
      },
    ]);
    const from = (rendering: Parameters<typeof one>[0], name: string) =>
      one(rendering, "NetworkPolicy", name).spec?.ingress?.[0]?.from;
    assert.deepEqual(from(render("personal"), "personal"), [namespace("observability"), namespace("services")]);
    assert.deepEqual(from(render("graphql-bff"), "graphql-bff"), [namespace("kube-system")]);
    const outside = { address: "0.0.0.0/0", except: ["10.42.0.0/16"] };
    const open = render("minimal", { "networkPolicy.ingress.addresses": [outside] });
    assert.deepEqual(from(open, "minimal"), [{ ipBlock: { cidr: "0.0.0.0/0", except: ["10.42.0.0/16"] } }]);
  });

  it("is given to k3s' load balancer by its pods: the address of a caller never arrives", () => {
    const { spec } = one(
      render("minimal", {
        "service.type": "LoadBalancer",
        "service.loadBalancerSourceRanges": ["192.0.2.0/24"],
      }),
      "NetworkPolicy",
      "minimal",
    );
    assert.deepEqual(spec.ingress[0]?.from, [
      {
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
        podSelector: {
          matchLabels: {
            "svccontroller.k3s.cattle.io/svcname": "minimal",
            "svccontroller.k3s.cattle.io/svcnamespace": "services",
          },
        },
      },
    ]);
  });

  it("is given to Cilium's gateway, which has no namespace", () => {
    const websocket = render("websocket");
    assert.deepEqual(one(websocket, "NetworkPolicy", "websocket").spec?.ingress, []);
    assert.deepEqual(one(websocket, "CiliumNetworkPolicy", "websocket-gateway").spec.ingress, [
      { fromEntities: ["ingress"], toPorts: [{ ports: [{ protocol: "TCP", port: "8080" }] }] },
    ]);
  });

  it("leads to databases, named apps and addresses, each at its port", () => {
    const egress = (service: "auth" | "personal") =>
      one(render(service), "NetworkPolicy", service).spec?.egress?.slice(1);
    assert.deepEqual(
      egress("auth")?.map(({ to, ports }) => [
        to?.[0]?.podSelector?.matchLabels ?? to?.[0]?.ipBlock,
        ports?.map(({ port }) => port),
      ]),
      [
        [{ "cnpg.io/cluster": "auth" }, [5432]],
        [{ "app.kubernetes.io/instance": "identity" }, [8080]],
        [{ cidr: "0.0.0.0/0", except: ["10.0.0.0/8"] }, [443]],
      ],
    );
    assert.deepEqual(egress("personal")?.[0]?.to, [{ ipBlock: { cidr: "10.20.0.0/24" } }]);
  });

  it("of Prometheus is by a ServiceMonitor, and versions can be told apart", () => {
    const { metadata, spec } = one(render("auth"), "ServiceMonitor", "auth");
    assert.equal(metadata?.labels?.release, "kube-prometheus-stack");
    assert.deepEqual(spec.endpoints, [{ port: "http", path: "/metrics", interval: "30s" }]);
    assert.deepEqual(spec.podTargetLabels, ["track"]);
    assert.deepEqual(names(render("minimal"), "ServiceMonitor"), []);
  });
});
