import { deepEqual, equal } from "node:assert/strict";
import type { DiagnosticEvent, OpType, StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import type { JsonObject } from "../../../src/core/json.ts";
import { accessOf } from "../../../src/operate/cluster/access.ts";
import { ingressRouteAccess, routeAccess } from "../../../src/operate/cluster/routes.ts";
import { driftOutcome } from "../../../src/operate/drift/drift-outcome.ts";
import { fieldConflicts, programDrift, stateDrift } from "../../../src/operate/drift/engine-drift.ts";

describe("how to reach a Service", () => {
  const service = (name: string, spec: object, status = {}) => ({
    metadata: { name, namespace: "apps" },
    spec,
    status,
  });
  const ways = (
    services: readonly ReturnType<typeof service>[],
    ingresses: Parameters<typeof accessOf>[1] = [],
    routes: Parameters<typeof accessOf>[2] = [],
  ) =>
    accessOf(services, ingresses, routes, { context: "dev" }, undefined).map(({ service, how, where }) => [
      service,
      how,
      where,
    ]);

  it("is its host's URL where a route of a Gateway leads to it, and none of its own besides", () => {
    const rules = [
      { matches: [{ path: { type: "PathPrefix", value: "/api" } }], backendRefs: [{ name: "web", port: 80 }] },
    ];
    const route = { metadata: { namespace: "apps" }, spec: { hostnames: ["shop.example.dev"], rules } };
    const redirect = { spec: { hostnames: ["old.example.dev"], rules: [{ filters: [{ type: "RequestRedirect" }] }] } };
    const routes = [route, redirect].flatMap((object) => routeAccess(object, true));
    deepEqual(ways([service("web", { ports: [{ port: 80 }] })], [], routes), [
      ["web", "host", "https://shop.example.dev/api"],
    ]);
  });

  it("is its host's URL where Traefik shares its requests out by weight", () => {
    const services = [{ kind: "TraefikService", name: "web" }];
    const routes = [{ kind: "Rule", match: "Host(`shop.example.dev`) && PathPrefix(`/`)", services }];
    const metadata = { namespace: "apps" };
    const shown = (spec: JsonObject) => ingressRouteAccess({ metadata, spec }).map(({ where }) => where);
    deepEqual(shown({ routes }), ["http://shop.example.dev/"]);
    deepEqual(shown({ routes, tls: { secretName: "web-tls" } }), ["https://shop.example.dev/"]);
  });

  it("is its host's URL where an Ingress leads to it", () => {
    const backend = { service: { name: "web", port: { number: 80 } } };
    const rules = [{ host: "shop.example.dev", http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }];
    const ingress = { metadata: { namespace: "apps" }, spec: { rules, tls: [{ hosts: ["shop.example.dev"] }] } };
    deepEqual(ways([service("web", { ports: [{ port: 80 }] })], [ingress]), [
      ["web", "host", "https://shop.example.dev/"],
    ]);
  });

  it("is a port of any node, the load balancer's address, or a command; nothing for one without an address", () => {
    deepEqual(
      ways([
        service("api", { type: "NodePort", ports: [{ port: 80, nodePort: 30000 }] }),
        service("edge", { type: "LoadBalancer", ports: [{ port: 443 }] }),
        service("db", { ports: [{ port: 5432 }] }),
        service("peers", { clusterIP: "None", ports: [{ port: 1 }] }),
      ]),
      [
        ["api", "node port", "<any node>:30000"],
        ["edge", "load balancer", "no address yet"],
        ["db", "port-forward", "kubectl --context dev --namespace apps port-forward service/db 5432:5432"],
      ],
    );
  });
});

describe("drift", () => {
  const step = (op: OpType, name: string): StepEventMetadata => ({
    op,
    urn: `urn:pulumi:dev::p::kubernetes:core/v1:Namespace::${name}`,
    type: "kubernetes:core/v1:Namespace",
    provider: "",
    diffs: ["metadata.labels"],
  });
  const answer = { changes: [], conflicts: [], failure: "" };
  const live = { findings: [], told: [], untold: [] };
  const none = { program: answer, state: answer, helm: [], live, delivered: [], unfinished: [], tooOld: [] };

  it("leaves out the engine's own looking, and what is the same", () => {
    const events = [
      { sequence: 1, timestamp: 1, resourcePreEvent: { metadata: step("refresh", "a") } },
      { sequence: 2, timestamp: 1, resourcePreEvent: { metadata: step("same", "a") } },
      { sequence: 3, timestamp: 1, resourcePreEvent: { metadata: step("update", "b") } },
      { sequence: 4, timestamp: 1, resOutputsEvent: { metadata: step("delete", "c") } },
      { sequence: 5, timestamp: 1, resOutputsEvent: { metadata: step("refresh", "d") } },
    ];
    deepEqual(
      programDrift(events).map(({ operation, name }) => [operation, name]),
      [["update", "b"]],
    );
    deepEqual(
      stateDrift(events).map(({ operation, name }) => [operation, name]),
      [["delete", "c"]],
    );
  });

  it("names the field that somebody else set, and who, each once", () => {
    const urn = "urn:pulumi:dev::p::kubernetes:core/v1:Namespace::apps";
    const message = 'Apply failed with 1 conflict: conflict with "kubectl-label" using v1: .metadata.labels.team';
    const said = (text: string) => {
      const diagnosticEvent: DiagnosticEvent = { urn, message: text, color: "never", severity: "error" };
      return { sequence: 1, timestamp: 1, diagnosticEvent };
    };
    deepEqual(fieldConflicts([said(message), said(message)]), [
      "Namespace apps: .metadata.labels.team by kubectl-label",
    ]);
    const two = 'failed with 2 conflicts: conflicts with "kubectl-edit":\n- .spec.a\n- .spec.b';
    deepEqual(fieldConflicts([said(two)]), ["Namespace apps: .spec.a, .spec.b by kubectl-edit"]);
  });

  it("is nothing, a finding, or unknown; a question without an answer outweighs the others", () => {
    equal(driftOutcome("dev", none).outcome, "fine");
    equal(driftOutcome("dev", { ...none, unfinished: ["lock"] }).outcome, "findings");
    const old = driftOutcome("dev", { ...none, tooOld: ["web-database"] });
    deepEqual([old.outcome, old.headline], ["findings", "No drift; 1 secret too old."]);
    const finding = { ...answer, conflicts: ["x"] };
    equal(driftOutcome("dev", { ...none, state: finding }).outcome, "findings");
    equal(driftOutcome("dev", { ...none, state: finding, program: { ...answer, failure: "no" } }).outcome, "failed");
  });
});
