import { deepEqual } from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import type { Diagnosis } from "../../../src/operate/diagnose/diagnose.ts";
import { JobKeeper } from "../../../src/operate/diagnose/kept-jobs.ts";
import { type FakeApiServer, fakeApiServer } from "../../support/fake-api-server.ts";

const releases = [
  { name: "auth", namespace: "services" },
  { name: "web", namespace: "services" },
];

/** A Job of a release's hook, as the API server gives it. */
function job(name: string, release: string, type: "Failed" | "Complete") {
  return {
    metadata: {
      name,
      labels: { "app.kubernetes.io/instance": release },
      annotations: { "helm.sh/hook": "pre-upgrade" },
    },
    spec: { ttlSecondsAfterFinished: 300, template: { spec: { containers: [] } } },
    status: { conditions: [{ type, status: "True" }] },
  };
}

const jobs = [
  job("auth-migrate-a", "auth", "Complete"),
  job("auth-migrate-b", "auth", "Failed"),
  job("web-migrate-a", "web", "Failed"),
];

/** What the engine says when it could not do something with a resource. */
function failure(type: string, name: string): EngineEvent {
  const urn = `urn:pulumi:staging::imprun::kubernetes:helm.sh/v3:${type}::${name}`;
  return {
    sequence: 1,
    timestamp: 0,
    resOpFailedEvent: { metadata: { op: "update", urn, type: "", provider: "" }, status: 0, steps: 1 },
  };
}

const diagnosis: Diagnosis = {
  name: "auth",
  namespace: "services",
  status: "failed",
  revision: 2,
  description: "",
  workloads: [],
  advice: ["try again"],
};

describe("failed Jobs of releases", () => {
  let server: FakeApiServer;
  let changed: string[];
  let answering: boolean;

  before(async () => {
    server = await fakeApiServer((request, response) => {
      if (request.method === "PATCH") changed.push(request.url ?? "");
      response.writeHead(answering ? 200 : 500, { "content-type": "application/json" });
      response.end(JSON.stringify(request.method === "GET" ? { items: jobs } : {}));
    });
  });

  beforeEach(() => {
    changed = [];
    answering = true;
  });

  after(() => server.stop());

  const keeper = () => new JobKeeper(server.cluster, releases);

  it("are kept as soon as the engine tells of the failure, while it still works on others", async () => {
    keeper().take(failure("Release", "auth"));
    for (let waited = 0; changed.length === 0 && waited < 5000; waited += 20) await sleep(20);
    deepEqual(changed, ["/apis/batch/v1/namespaces/services/jobs/auth-migrate-b"]);
  });

  it("are told with how to read their logs, of this release only", async () => {
    const own = keeper();
    own.take(failure("Release", "auth"));
    own.take(failure("Release", "web"));
    const [told] = await own.advise([diagnosis]);
    deepEqual(told?.advice, [
      "Job auth-migrate-b stays until the next try, with its whole log: kubectl --namespace services logs job/auth-migrate-b --all-containers",
      "try again",
    ]);
  });

  it("are left alone when something else fails", async () => {
    const own = keeper();
    own.take(failure("Secret", "auth"));
    deepEqual((await own.advise([diagnosis]))[0]?.advice, ["try again"]);
    deepEqual(changed, []);
  });

  it("are not told as kept where the API server did not answer", async () => {
    answering = false;
    const own = keeper();
    own.take(failure("Release", "auth"));
    deepEqual((await own.advise([diagnosis]))[0]?.advice, ["try again"]);
  });
});
