import { deepEqual, equal } from "node:assert/strict";
import type { Json } from "../../../src/core/json.ts";
import { Product, parts } from "../../support/product.ts";

const secretsOf = (path: string, ...names: readonly string[]) => new Set(names.map((name) => `${path}/${name} 1h`));
const stored = [
  ...["imprun-github", "imprun-google", "imprun-jwt", "imprun-mongodb", "imprun-redis", "imprun-registry"],
  ...["kube-prometheus-stack-grafana-admin", "kube-prometheus-stack-slack-webhook"],
  ...["auth-registry", "auth-session", "graphql-bff-registry", "identity-registry", "personal-registry"],
  ...["websocket-registry", "valkey-auth", "main-auth-db", "main-identity-db", "main-legal-db"],
];

describe("reference product", () => {
  let dev: Product;
  let staging: Product;
  let prod: Product;
  before(async () => {
    [dev, staging, prod] = [await Product.of("dev"), await Product.of("staging"), await Product.of("prod")];
  });

  it("has the same settings everywhere that all parts share", () => {
    for (const product of [dev, staging, prod]) {
      product.is({
        "imprun-server.env.JWT_EXPIRES_IN": "7d",
        "global.imageRegistry": "docker.io",
        "global.domain": product.plan.domain,
        "global.mongodb.host": "imprun-mongodb",
        "global.mongodb.port": 27017,
        "global.mongodb.database": "sys_db",
        "global.redis.host": "imprun-redis",
        "global.redis.port": 6379,
      });
    }
  });

  it("lies in its domain", () => {
    deepEqual(
      [dev, staging, prod].map(({ plan }) => plan.domain),
      ["localhost", "staging.imprun.dev", "imprun.dev"],
    );
  });

  it("has the data stores in dev, and all parts elsewhere", () => {
    const enabled = (product: Product) =>
      [...parts, "mongodb", "redis"].filter((part) => product.at(`${part}.enabled`) === true);
    deepEqual(enabled(dev), ["mongodb", "redis"]);
    deepEqual(enabled(staging), [...parts, "mongodb", "redis"]);
    deepEqual(enabled(prod), [...parts, "mongodb", "redis"]);
  });

  it("is reached in dev by node ports 30000 and 30001, without an ingress or a certificate", () => {
    dev.is({
      "imprun-server.service": { type: "NodePort", nodePort: 30000 },
      "imprun-console.service.type": "NodePort",
      "imprun-console.service.nodePort": 30001,
      "imprun-server.ingress.enabled": false,
      "imprun-console.ingress.enabled": false,
    });
    deepEqual([dev.issuers(), dev.certificates()], [[], {}]);
  });

  it("is reached in staging by its hosts, with certificates of letsencrypt-staging", () => {
    staging.is({ "imprun-server.ingress.enabled": true, "imprun-console.ingress.enabled": true });
    deepEqual(staging.hosts("imprun-server"), [["api.staging.imprun.dev", "imprun-imprun-server-tls"]]);
    deepEqual(staging.hosts("imprun-console"), [["console.staging.imprun.dev", "imprun-imprun-console-tls"]]);
    deepEqual(staging.issuers(), ["ClusterIssuer/letsencrypt-staging"]);
    deepEqual(staging.certificates(), {
      "Certificate/imprun-system/imprun-imprun-server": ["api.staging.imprun.dev"],
      "Certificate/argocd/argo-cd-server": ["argocd.staging.imprun.dev"],
      "Certificate/imprun-system/imprun-imprun-console": ["console.staging.imprun.dev"],
      "Certificate/services/auth-app": ["auth.staging.imprun.dev"],
      "Certificate/services/graphql-bff-app": ["graph.staging.imprun.dev"],
      "Certificate/services/websocket-app": ["live.staging.imprun.dev"],
    });
  });

  it("is reached in prod by its hosts, with certificates of letsencrypt-prod and a wildcard", () => {
    prod.is({ "imprun-server.ingress.enabled": true, "imprun-console.ingress.enabled": true });
    deepEqual(prod.hosts("imprun-server"), [["app.imprun.dev", "imprun-imprun-server-tls"]]);
    deepEqual(prod.hosts("imprun-console"), [["portal.imprun.dev", "imprun-imprun-console-tls"]]);
    deepEqual(prod.issuers(), ["ClusterIssuer/letsencrypt-prod"]);
    deepEqual(prod.certificates(), {
      "Certificate/imprun-system/imprun-imprun-server": ["app.imprun.dev"],
      "Certificate/imprun-system/imprun-imprun-console": ["portal.imprun.dev"],
      "Certificate/imprun-system/app-wildcard": ["*.app.imprun.dev"],
      "Certificate/argocd/argo-cd-server": ["argocd.imprun.dev"],
      "Certificate/observability/kube-prometheus-stack-grafana": ["grafana.imprun.dev"],
      "Certificate/services/auth-app": ["auth.imprun.dev"],
      "Certificate/services/graphql-bff-app": ["graph.imprun.dev"],
      "Certificate/services/websocket-app": ["live.imprun.dev"],
    });
  });

  it("runs the tags of its environment, pulled as these need it", () => {
    deepEqual(
      staging.images(),
      parts.map(() => "staging Always"),
    );
    deepEqual(
      prod.images(),
      parts.map(() => "v1.2.3 IfNotPresent"),
    );
  });

  it("runs one server in staging, and 3 to 10 in prod at 70 % of their CPU", () => {
    staging.is({ "imprun-server.replicaCount": 1, "imprun-server.autoscaling.enabled": false });
    prod.is({
      "imprun-server.autoscaling.enabled": true,
      "imprun-server.autoscaling.minReplicas": 3,
      "imprun-server.autoscaling.maxReplicas": 10,
      "imprun-server.autoscaling.targetCPUUtilizationPercentage": 70,
    });
  });

  it("gives the server its CPU and memory", () => {
    const size = (product: { at(path: string): Json | undefined }) => product.at("imprun-server.resources");
    const sizes = (small: readonly string[], large: readonly string[]) => ({
      requests: { cpu: small[0], memory: small[1] },
      limits: { cpu: large[0], memory: large[1] },
    });
    deepEqual(size(dev), sizes(["200m", "512Mi"], ["1000m", "2Gi"]), "the chart's default");
    deepEqual(size(staging), sizes(["100m", "256Mi"], ["500m", "1Gi"]));
    deepEqual(size(prod), sizes(["500m", "1Gi"], ["2000m", "4Gi"]));
  });

  it("sizes the data stores", () => {
    dev.is({ "mongodb.replicaCount": 1, "mongodb.resources.requests": { cpu: "100m", memory: "256Mi" } });
    dev.is({ "mongodb.replicaSet.enabled": false, "redis.auth.enabled": false });
    staging.is({ "mongodb.replicaCount": 1, "mongodb.persistence.size": "10Gi", "redis.auth.enabled": true });
    prod.is({ "mongodb.replicaCount": 3, "mongodb.replicaSet.enabled": true, "mongodb.persistence.size": "100Gi" });
    prod.is({ "redis.auth.enabled": true, "global.mongodb.options.replicaSet": "rs0" });
  });

  it("copies in prod every night what its volumes hold, to a folder of its own, and keeps traces on one", () => {
    const values = (name: string) => prod.plan.releases.find((release) => release.name === name)?.values ?? {};
    const { deployNodeAgent, backupsEnabled, configuration, schedules } = Object(values("velero"));
    deepEqual([deployNodeAgent, backupsEnabled, configuration.defaultVolumesToFsBackup], [true, undefined, true]);
    deepEqual(
      configuration.backupStorageLocation.map(({ bucket, prefix }: Record<string, Json>) => [bucket, prefix]),
      [["imprun-backups", "velero/production"]],
    );
    equal(schedules.daily.schedule, "0 3 * * *");
    deepEqual(Object.keys(Object(values("jaeger").userconfig).extensions.jaeger_storage.backends.main), ["badger"]);
  });

  it("keeps its secrets in the state in dev, and elsewhere in AWS, fetched every hour", () => {
    deepEqual(new Set(dev.plan.secrets.map(({ keeper }) => keeper.kind)), new Set(["state"]));
    deepEqual(new Set(staging.plan.secrets.map(({ keeper }) => keeper.kind)), new Set(["aws"]));
    deepEqual(staging.stored(), secretsOf("imprun/staging", ...stored));
    deepEqual(
      [...prod.stored()].filter((secret) => !secret.startsWith("imprun/production/")),
      [],
    );
    equal(
      [...secretsOf("imprun/production", ...stored)].every((secret) => prod.stored().has(secret)),
      true,
    );
    for (const { values } of [staging, prod]) deepEqual(Object(values.global).pullSecrets, ["imprun-registry"]);
  });
});
