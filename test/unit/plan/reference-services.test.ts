import { deepEqual, equal } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { catalog } from "../../../src/catalog/catalog.ts";
import { type JsonObject, overlay } from "../../../src/core/json.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import { inOrder } from "../../support/environment.ts";
import { planOf, root } from "../../support/stack.ts";

const services = ["auth", "graphql-bff", "identity", "personal", "websocket"];
const defaults: JsonObject = parse(readFileSync(join(root, "charts/service/values.yaml"), "utf8"));

/** What a release's chart is rendered with. */
function valuesOf({ releases }: Plan, name: string) {
  return Object(overlay(defaults, releases.find((release) => release.name === name)?.values ?? {}));
}

describe("services of the reference product", () => {
  let staging: Plan;
  let prod: Plan;
  before(async () => {
    [staging, prod] = [await planOf(root, "staging", catalog), await planOf(root, "prod", catalog)];
  });

  it("are releases of the one generic chart, in staging and in prod", () => {
    for (const { releases } of [staging, prod]) {
      const found = releases.filter(({ chart }) => chart.name === "service");
      deepEqual(found.map(({ name }) => name).sort(), services);
      deepEqual(new Set(found.map(({ namespace }) => namespace)), new Set(["services"]));
    }
  });

  it("of any name are sized by their environment: a block with an image and a port of its own is enough", async () => {
    const sized = async (stack: string) => {
      const ports = "ports: [{name: http, containerPort: 8080, servicePort: 8083}]";
      const added = `apps.hello={like: service, images: {app: imprun/hello:v1.0.0}, values: {${ports}}}`;
      const values = valuesOf(await planOf(root, stack, catalog, added), "hello");
      const { resources, replicaCount, autoscaling, service } = values;
      return {
        cpu: resources.requests.cpu,
        replicas: autoscaling.enabled ? autoscaling.minReplicas : replicaCount,
        autoscaled: autoscaling.enabled,
        type: service.type,
      };
    };
    deepEqual(await sized("dev"), { cpu: "100m", replicas: 1, autoscaled: false, type: "NodePort" });
    deepEqual(await sized("prod"), { cpu: "2", replicas: 5, autoscaled: true, type: "LoadBalancer" });
  });

  it("are reached by hosts where people and pages call them, and by the company's network or each other else", () => {
    const hosts = (name: string) => valuesOf(prod, name).app.ingress.hosts.map(({ host }: { host: string }) => host);
    deepEqual(
      services.map((name) => [name, valuesOf(prod, name).service.type, ...hosts(name)]),
      [
        ["auth", "ClusterIP", "auth.imprun.dev"],
        ["graphql-bff", "ClusterIP", "graph.imprun.dev"],
        ["identity", "LoadBalancer"],
        ["personal", "LoadBalancer"],
        ["websocket", "ClusterIP", "live.imprun.dev"],
      ],
    );
  });

  it("migrate identity_db, auth_db and legal_db in this order, with credentials that are there before", () => {
    for (const plan of [staging, prod]) {
      const { migrations, global } = valuesOf(plan, "auth");
      deepEqual(
        migrations.databases.map(({ name, secret }: Record<"name" | "secret", string>) => [
          name,
          global.secrets[secret].name,
        ]),
        [
          ["identity_db", "auth-identity-db"],
          ["auth_db", "auth-auth-db"],
          ["legal_db", "auth-legal-db"],
        ],
      );
      for (const database of ["identity-db", "auth-db", "legal-db"])
        equal(inOrder(plan, "Cluster/data/main", `Database/data/main-${database}`, "auth"), true, plan.order.join());
    }
  });

  it("may be called by whom they let in, and call whom they name", () => {
    const policies = services.map((name) => [name, valuesOf(prod, name).networkPolicy] as const);
    const named = (side: "ingress" | "egress") =>
      policies.flatMap(([name, policy]) =>
        (policy[side].apps ?? []).map(({ app }: { app: string }) =>
          side === "egress" ? `${name} → ${app}` : `${app} → ${name}`,
        ),
      );
    deepEqual(named("ingress").sort(), named("egress").sort());
    equal(named("egress").length, 6);
  });

  it("lie in namespaces by purpose, those of apps closed", () => {
    const names = ["data", "imprun-system", "observability", "services"];
    for (const plan of [staging, prod]) {
      const there = plan.namespaces.map(({ name }) => name);
      deepEqual(
        names.filter((name) => !there.includes(name)),
        [],
      );
      const denied = plan.objects.flatMap(({ name, namespace }) => (name.endsWith("/default-deny") ? [namespace] : []));
      deepEqual(denied, ["data", "gateway", "imprun-system", "observability", "services"]);
    }
  });
});
