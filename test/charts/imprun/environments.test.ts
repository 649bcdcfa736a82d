import assert from "node:assert/strict";
import { all, everything, findHelm, mainContainer, one, render } from "./rendering.ts";

const server = "imprun-imprun-server";
const webConsole = "imprun-imprun-console";
const mongodb = "imprun-mongodb";

const storage = (size: string) => ({ requests: { storage: size } });

describe("imprun chart in dev", () => {
  const dev = () => render("dev");
  before(findHelm);

  it("runs the data stores only", () => {
    assert.deepEqual(all(dev(), "Deployment"), []);
    assert.deepEqual(
      all(dev(), "StatefulSet")
        .map((set) => set.metadata?.name)
        .sort(),
      [mongodb, "imprun-redis"],
    );
  });

  it("gives mongodb one replica, 100m and 256Mi, without a replica set", () => {
    const container = mainContainer(dev(), "StatefulSet", mongodb);
    assert.equal(one(dev(), "StatefulSet", mongodb).spec?.replicas, 1);
    assert.deepEqual(container.resources?.requests, { cpu: "100m", memory: "256Mi" });
    assert.deepEqual(container.args, ["--dbpath=/data/db", "--bind_ip_all", "--port=27017", "--auth"]);
  });

  it("runs redis without a password", () => {
    assert.ok(one(dev(), "ConfigMap", "imprun-redis").data?.["redis.conf"]?.includes("protected-mode no"));
    assert.ok(!JSON.stringify(one(dev(), "StatefulSet", "imprun-redis")).includes("secret"));
  });

  it("exposes API and console on node ports 30000 and 30001 once they are on", () => {
    const full = render("dev", { ...everything, "imprun-server.ingress.enabled": false });
    const ports = [server, webConsole].map((name) => one(full, "Service", name).spec);
    assert.deepEqual(
      ports.map((spec) => [spec?.type, spec?.ports?.[0]?.nodePort]),
      [
        ["NodePort", 30000],
        ["NodePort", 30001],
      ],
    );
    assert.deepEqual(all(full, "Ingress"), []);
  });
});

describe("imprun chart in staging", () => {
  const staging = () => render("staging");
  before(findHelm);

  it("runs all five parts, one replica each, without autoscaling or disruption budgets", () => {
    assert.deepEqual(
      [...all(staging(), "Deployment"), ...all(staging(), "StatefulSet")].map((it) => [
        it.metadata?.name,
        it.spec?.replicas,
      ]),
      [
        ["imprun-imp-runtime-exporter", 1],
        [webConsole, 1],
        [server, 1],
        [mongodb, 1],
        ["imprun-redis", 1],
      ],
    );
    assert.deepEqual(all(staging(), "HorizontalPodAutoscaler"), []);
    assert.deepEqual(all(staging(), "PodDisruptionBudget"), []);
  });

  it("pulls the moving tag staging each time, with 100m, 256Mi to 500m, 1Gi", () => {
    const container = mainContainer(staging(), "Deployment", server);
    assert.equal(container.image, "ghcr.io/imprun/imprun-server:staging");
    assert.equal(container.imagePullPolicy, "Always");
    assert.deepEqual(container.resources, {
      requests: { cpu: "100m", memory: "256Mi" },
      limits: { cpu: "500m", memory: "1Gi" },
    });
  });

  it("stores mongodb on 10Gi of the default class and protects redis with a password", () => {
    const claim = one(staging(), "StatefulSet", mongodb).spec?.volumeClaimTemplates?.[0]?.spec;
    assert.deepEqual(claim?.resources, storage("10Gi"));
    assert.equal(claim?.storageClassName, undefined);
    assert.ok(mainContainer(staging(), "StatefulSet", "imprun-redis").command?.join().includes("requirepass"));
  });

  it("serves api.staging.imprun.dev and console.staging.imprun.dev over TLS", () => {
    for (const [name, host, secretName] of [
      [server, "api.staging.imprun.dev", "api-tls"],
      [webConsole, "console.staging.imprun.dev", "console-tls"],
    ] as const) {
      const ingress = one(staging(), "Ingress", name).spec;
      assert.deepEqual(
        ingress?.rules?.map((rule) => rule.host),
        [host],
      );
      assert.deepEqual(ingress?.tls, [{ secretName, hosts: [host] }]);
      assert.equal(ingress?.ingressClassName, "traefik");
    }
  });
});

describe("imprun chart in prod", () => {
  const prod = () => render("prod");
  before(findHelm);

  it("scales the API from 3 to 10 at 70 % CPU and leaves the replicas to the autoscaler", () => {
    const { spec } = one(prod(), "HorizontalPodAutoscaler", server);
    assert.deepEqual([spec?.minReplicas, spec?.maxReplicas], [3, 10]);
    assert.deepEqual(spec?.metrics, [
      { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } },
    ]);
    const deployment = one(prod(), "Deployment", server).spec ?? {};
    assert.ok(!("replicas" in deployment), "the Deployment must not set replicas");
  });

  it("goes on to a new version by a quarter more at a time, so that ten servers have a minute each of the five", () => {
    for (const name of [server, webConsole])
      assert.deepEqual(one(prod(), "Deployment", name).spec?.strategy?.rollingUpdate, {
        maxUnavailable: 0,
        maxSurge: "25%",
      });
  });

  it("runs v1.2.3 with IfNotPresent and 500m, 1Gi to 2000m, 4Gi", () => {
    const container = mainContainer(prod(), "Deployment", server);
    assert.equal(container.image, "ghcr.io/imprun/imprun-server:v1.2.3");
    assert.equal(container.imagePullPolicy, "IfNotPresent");
    assert.deepEqual(container.resources, {
      requests: { cpu: "500m", memory: "1Gi" },
      limits: { cpu: "2000m", memory: "4Gi" },
    });
  });

  it("runs mongodb as a replica set of 3 on 100Gi each, kept when the release goes", () => {
    const set = one(prod(), "StatefulSet", mongodb).spec;
    assert.equal(set?.replicas, 3);
    assert.equal(set?.podManagementPolicy, "Parallel");
    assert.deepEqual(set?.persistentVolumeClaimRetentionPolicy, { whenDeleted: "Retain", whenScaled: "Retain" });
    assert.deepEqual(set?.volumeClaimTemplates?.[0]?.spec?.resources, storage("100Gi"));
    assert.equal(set?.volumeClaimTemplates?.[0]?.spec?.storageClassName, "gp3");
    const args = mainContainer(prod(), "StatefulSet", mongodb).args ?? [];
    assert.deepEqual(args.slice(-2), ["--replSet=rs0", "--keyFile=/run/mongodb/keyfile"]);
  });

  it("allows one pod at a time to be evicted wherever there is more than one", () => {
    const budgets = all(prod(), "PodDisruptionBudget").map((it) => [it.metadata?.name, it.spec?.maxUnavailable]);
    assert.deepEqual(budgets.sort(), [
      [webConsole, 1],
      [server, 1],
      [mongodb, 1],
    ]);
  });

  it("serves app.imprun.dev and portal.imprun.dev over TLS", () => {
    assert.deepEqual(one(prod(), "Ingress", server).spec?.tls?.[0]?.hosts, ["app.imprun.dev"]);
    assert.deepEqual(one(prod(), "Ingress", webConsole).spec?.tls?.[0]?.hosts, ["portal.imprun.dev"]);
  });

  it("is scraped every 30s by kube-prometheus-stack", () => {
    const monitor = one(prod(), "ServiceMonitor", "imprun-imp-runtime-exporter");
    assert.equal(monitor.metadata?.labels?.release, "kube-prometheus-stack");
    assert.deepEqual(
      monitor.spec.endpoints.map((endpoint) => endpoint.interval),
      ["30s"],
    );
  });
});

describe("imprun chart's defaults", () => {
  before(findHelm);

  it("give the API 200m, 512Mi to 1000m, 2Gi, and tokens that last 7d", () => {
    const container = mainContainer(render("dev", everything), "Deployment", server);
    assert.deepEqual(container.resources, {
      requests: { cpu: "200m", memory: "512Mi" },
      limits: { cpu: "1000m", memory: "2Gi" },
    });
    assert.ok(container.image?.startsWith("docker.io/"));
    assert.deepEqual(container.env?.find(({ name }) => name === "JWT_EXPIRES_IN")?.value, "7d");
  });
});
