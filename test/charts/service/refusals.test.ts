import assert from "node:assert/strict";
import { findHelm } from "../imprun/rendering.ts";
import { blueGreen, canary, type Overrides, problems, type ServiceName } from "./rendering.ts";

describe("service chart: values that fit the schema and cannot work", () => {
  before(findHelm);

  it("are refused with every problem at once", () => {
    const overrides = {
      replicaCount: 2,
      "autoscaling.enabled": true,
      "autoscaling.minReplicas": 11,
      "canary.enabled": true,
      "probes.startup.port": "web",
      "app.image.tag": "",
    };
    assert.deepEqual(problems("minimal", overrides), [
      "app.image has neither tag nor digest. Give images.app in the stack file, or app.image",
      "autoscaling.minReplicas is 11, more than maxReplicas, which is 10",
      "canary.enabled is true, but nothing shares traffic out. Turn app.ingress (Traefik) or app.route (Gateway API) on",
      "canary.image has neither tag nor digest. Give images.canary in the stack file, or canary.image",
      "probes.startup.port is web, which ports does not have. Give one of: http",
    ]);
  });

  const refused: [service: ServiceName, overrides: Overrides, ...messages: string[]][] = [
    [
      "minimal",
      { "app.image.repository": "" },
      "app.image.repository is empty. Give images.app in the stack file, or app.image",
    ],
    ["auth", { ...canary, ...blueGreen }, "canary.enabled and blueGreen.enabled are both true. Turn one of them off"],
    [
      "auth",
      { "blueGreen.enabled": true },
      "green.image has neither tag nor digest. Give images.green in the stack file, or green.image",
    ],
    [
      "auth",
      { "app.route.enabled": true },
      "app.ingress.enabled and app.route.enabled are both true. Turn one of them off",
    ],
    [
      "minimal",
      { "app.route.enabled": true },
      "app.route.enabled is true, but app.ingress.hosts is empty. Give hosts.app in the stack file, or app.ingress.hosts",
    ],
    [
      "auth",
      { "app.timeouts.request": "30s" },
      "app.timeouts.request is 30s, which Traefik cannot keep for one host. Give app.timeouts.backendRequest instead",
    ],
    [
      "auth",
      { "app.ingress.hosts": [{ host: "a.b", paths: [{ path: "/ws", timeouts: { request: "0s" } }] }] },
      "app.ingress.hosts: /ws of a.b has timeouts, which Traefik cannot keep for one path. Give app.timeouts.backendRequest instead",
    ],
    ["auth", { "app.port": "web" }, "app.port is web, which ports does not have. Give one of: http"],
    [
      "auth",
      { ...canary, "app.ingress.annotations": { "traefik.ingress.kubernetes.io/router.priority": "1" } },
      "app.ingress.annotations: traefik.ingress.kubernetes.io/router.priority would be lost while the canary runs. Use app.ingress.middlewares, or take it away",
    ],
    [
      "personal",
      { "ports[0].nodePort": 30000 },
      "ports: grpc has nodePort 30000, but service.type is ClusterIP. Set NodePort, or leave nodePort out",
    ],
    [
      "personal",
      { "ports[1].name": "grpc", "serviceMonitor.port": "grpc" },
      "ports has grpc twice. Give each port a name of its own",
    ],
    [
      "websocket",
      { "service.stickiness": "cookie" },
      "service.stickiness is cookie, which app.route cannot do. Set none",
    ],
    [
      "websocket",
      { "service.stickiness": "address" },
      "service.stickiness is address, but app.route sends requests to pods, past the Service that would keep it. Set none",
    ],
    [
      "auth",
      { "service.stickiness": "address" },
      "service.stickiness is address, but app.ingress sends requests to pods, past the Service that would keep it. Set cookie or none",
    ],
    [
      "minimal",
      {
        "service.stickiness": "address",
        "service.type": "LoadBalancer",
        "service.loadBalancerSourceRanges": ["192.0.2.0/24"],
      },
      "service.stickiness is address, but k3s' load balancer calls for everybody by its own. Set none, or ClusterIP",
    ],
    [
      "minimal",
      { "service.type": "LoadBalancer" },
      "service.type is LoadBalancer, but service.loadBalancerSourceRanges is empty, so everybody gets in. Give CIDRs, 0.0.0.0/0 for everybody",
    ],
    [
      "minimal",
      { "service.type": "NodePort" },
      "service.type is NodePort, but networkPolicy.ingress.addresses is empty, so nobody outside gets in. Give { address: <CIDR> }",
    ],
    [
      "minimal",
      { "networkPolicy.egress.databases": [{ port: 5432 }] },
      "networkPolicy.egress.databases[0] has neither namespace nor address. Give one of them",
    ],
    [
      "auth",
      { resources: { requests: { cpu: null } } },
      "autoscaling.enabled is true, but resources.requests.cpu, which CPU is compared with, is missing. Give it",
    ],
    [
      "personal",
      { replicaCount: 2 },
      "persistence.accessModes is ReadWriteOnce, but more than one pod may run. Use ReadWriteMany, or one replica and one version without autoscaling",
    ],
    [
      "minimal",
      { preStopSeconds: 30 },
      "preStopSeconds is 30, which leaves nothing of terminationGracePeriodSeconds, which is 30",
    ],
    ["minimal", { "probes.liveness.type": "exec" }, "probes.liveness.type is exec, but command is missing. Give it"],
    [
      "minimal",
      { "env.SMTP_PASSWORD": "x" },
      "env.SMTP_PASSWORD looks like a secret. Leave it out of the values and refer to a Secret under envKeys",
    ],
    ["auth", { "env.REGION": "eu" }, "env.REGION is given under envKeys, too. Leave one of them out"],
    [
      "minimal",
      { envFrom: [{ prefix: "A_" }] },
      "envFrom[0] gives no source. Give exactly one of: secret, secretName, configMap",
    ],
    [
      "minimal",
      { "envKeys.A": { secretName: "a", configMap: "b", key: "c" } },
      "envKeys.A gives secretName and configMap. Give exactly one of: secret, secretName, configMap",
    ],
    [
      "minimal",
      { "envKeys.A": { secret: "jwt", key: "c" } },
      "envKeys.A.secret is jwt, but global.secrets.jwt is missing. Declare the secret in the stack file, or give { name: <Secret>, version: <text that changes with its value> }",
    ],
    [
      "personal",
      { "migrations.databases[0].secretName": "a".repeat(3), "migrations.databases[0].name": "b".repeat(60) },
      `migrations.databases[0].name makes personal-migrate-${"b".repeat(60)}, which is longer than the 63 characters of a Job's name. Shorten the release's name or the database's`,
    ],
    [
      "auth",
      { "migrations.databases[2].name": "auth-db" },
      "migrations.databases[2] would make a second Job auth-migrate-auth-db. Give each database once",
    ],
  ];
  for (const [service, overrides, ...messages] of refused) {
    it(`are refused: ${messages[0]?.slice(0, 90)}`, () => assert.deepEqual(problems(service, overrides), messages));
  }
});
