import assert from "node:assert/strict";
import { containers, findHelm } from "../imprun/rendering.ts";
import {
  all,
  blueGreen,
  canary,
  container,
  names,
  one,
  podTemplates,
  render,
  renderAgain,
  services,
} from "./rendering.ts";

describe("service chart: every pod", () => {
  before(findHelm);

  const everything = () => [
    ...services.map((service) => render(service)),
    render("auth", canary),
    render("auth", blueGreen),
    render("auth", { delivery: "argocd" }),
  ];

  it("meets the Pod Security Standard restricted, with a read-only root file system", () => {
    for (const { name, template } of everything().flatMap(podTemplates)) {
      const pod = template.spec?.securityContext;
      assert.deepEqual([pod?.runAsNonRoot, pod?.seccompProfile?.type], [true, "RuntimeDefault"], name);
      assert.ok((pod?.runAsUser ?? 0) > 0, name);
      for (const { name: inner, securityContext: context } of containers(template)) {
        const where = `${name}/${inner}`;
        assert.equal(context?.allowPrivilegeEscalation, false, where);
        assert.equal(context?.readOnlyRootFilesystem, true, where);
        assert.deepEqual(context?.capabilities, { drop: ["ALL"] }, where);
      }
    }
  });

  it("asks for CPU and memory and limits memory", () => {
    for (const { name, template } of everything().flatMap(podTemplates)) {
      for (const { resources } of containers(template)) {
        assert.ok(resources?.requests?.cpu && resources.requests.memory && resources.limits?.memory, name);
      }
    }
    assert.deepEqual(container(render("minimal"), "minimal").resources?.requests, { cpu: "100m", memory: "128Mi" });
  });

  it("runs under an account of the service's own, without a token", () => {
    for (const rendering of everything()) {
      for (const { name, template } of podTemplates(rendering)) {
        assert.equal(template.spec?.automountServiceAccountToken, false, name);
        const account = one(rendering, "ServiceAccount", template.spec?.serviceAccountName ?? "");
        assert.equal(account.automountServiceAccountToken, false, name);
      }
    }
    assert.deepEqual(one(render("auth"), "ServiceAccount", "auth").imagePullSecrets, [{ name: "auth-registry" }]);
  });

  it("has probes by HTTP, TCP, gRPC or a command", () => {
    const http = container(render("minimal"), "minimal");
    assert.deepEqual(http.readinessProbe?.httpGet, { path: "/readyz", port: "http" });
    assert.equal(http.startupProbe?.failureThreshold, 30);
    const other = container(render("personal"), "personal");
    assert.deepEqual(other.startupProbe?.tcpSocket, { port: "grpc" });
    assert.deepEqual(other.readinessProbe?.grpc, { port: 9090, service: "personal.v1.Files" });
    assert.deepEqual(other.livenessProbe?.exec, { command: ["/bin/personal", "check"] });
    assert.equal(other.livenessProbe?.httpGet, undefined);
  });

  it("ends gracefully and is spread over nodes", () => {
    const pod = one(render("websocket"), "Deployment", "websocket").spec?.template.spec;
    assert.equal(pod?.terminationGracePeriodSeconds, 120);
    assert.equal(pod?.containers[0]?.lifecycle?.preStop?.sleep?.seconds, 20);
    const [spread] = pod?.topologySpreadConstraints ?? [];
    assert.deepEqual([spread?.maxSkew, spread?.topologyKey], [1, "kubernetes.io/hostname"]);
    assert.equal(spread?.labelSelector?.matchLabels?.track, "app");
  });

  it("keeps a volume that outlives the release, in the environment's class, and never has two pods at it", () => {
    const personal = render("personal");
    const { metadata, spec } = one(personal, "PersistentVolumeClaim", "personal-data");
    assert.equal(metadata?.annotations?.["helm.sh/resource-policy"], "keep");
    assert.deepEqual([spec?.storageClassName, spec?.resources?.requests?.storage], ["local-path", "20Gi"]);
    const workload = one(personal, "Deployment", "personal").spec;
    assert.deepEqual(workload?.strategy, { type: "Recreate" });
    assert.ok(container(personal, "personal").volumeMounts?.some(({ mountPath }) => mountPath === "/var/lib/personal"));
    assert.equal(workload?.template.spec?.volumes?.[1]?.persistentVolumeClaim?.claimName, "personal-data");
    assert.deepEqual(names(render("personal", { "persistence.existingClaim": "old" }), "PersistentVolumeClaim"), []);
  });
});

describe("service chart: scaling", () => {
  before(findHelm);

  it("is by CPU, and the number of replicas is then left to it", () => {
    const auth = render("auth");
    const { spec } = one(auth, "HorizontalPodAutoscaler", "auth");
    assert.deepEqual([spec?.minReplicas, spec?.maxReplicas, spec?.scaleTargetRef.name], [3, 8, "auth"]);
    assert.deepEqual(spec?.metrics, [
      { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } },
    ]);
    for (const { spec: workload } of [auth, render("auth", canary)].flatMap((it) => all(it, "Deployment"))) {
      assert.ok(workload && !("replicas" in workload));
    }
    assert.equal(one(render("graphql-bff"), "Deployment", "graphql-bff").spec?.replicas, 3);
  });

  it("goes on to a new version by a quarter more at a time, so that ten pods have a minute each of the five", () => {
    for (const service of ["minimal", "auth"] as const) {
      const { strategy } = one(render(service), "Deployment", service).spec ?? {};
      assert.deepEqual(strategy, { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: "25%" } });
    }
  });

  it("has a disruption budget only where there can be more than one replica", () => {
    assert.deepEqual(names(render("minimal"), "PodDisruptionBudget"), []);
    for (const service of ["auth", "graphql-bff"] as const) {
      assert.equal(one(render(service), "PodDisruptionBudget", service).spec?.maxUnavailable, 1);
    }
  });
});

describe("service chart: rendering", () => {
  before(findHelm);

  it("gives the same text each time", () => {
    for (const service of services) assert.equal(renderAgain(service).text, renderAgain(service).text);
    assert.equal(renderAgain("auth", canary).text, renderAgain("auth", canary).text);
  });

  it("does not show the content hash", () => {
    assert.ok(!render("auth").text.includes("0123456789abcdef"));
    assert.equal(render("auth", { "global.contentHash": "feedbeef" }).text, render("auth").text);
  });

  it("has selectors that no setting changes", () => {
    const selector = { "app.kubernetes.io/name": "auth", "app.kubernetes.io/instance": "auth" };
    for (const mode of [{}, canary, blueGreen]) {
      assert.deepEqual(one(render("auth", mode), "Deployment", "auth").spec?.selector.matchLabels, {
        ...selector,
        "app.kubernetes.io/component": "service",
        track: "app",
      });
    }
  });
});
