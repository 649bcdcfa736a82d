import assert from "node:assert/strict";
import { findHelm } from "../imprun/rendering.ts";
import { all, blueGreen, canary, names, one, render } from "./rendering.ts";

const jobs = ["auth-migrate-identity-db", "auth-migrate-auth-db", "auth-migrate-legal-db"];
const hookOf = (object: { metadata?: { annotations?: Record<string, string> } }) => object.metadata?.annotations;

describe("service chart: migrations", () => {
  before(findHelm);

  it("are one Job for each database, in the order stated, before the new version", () => {
    const auth = render("auth");
    assert.deepEqual(names(auth, "Job"), jobs);
    assert.deepEqual(
      all(auth, "Job").map(hookOf),
      ["-5", "-4", "-3"].map((weight) => ({
        "helm.sh/hook": "pre-install,pre-upgrade",
        "helm.sh/hook-weight": weight,
        "helm.sh/hook-delete-policy": "before-hook-creation",
      })),
    );
  });

  it("can be looked for in the image, all of them before the first database is touched", () => {
    const pods = all(render("auth", { "migrations.check": true }), "Job").map(({ spec }) => spec?.template.spec);
    const [checks, ...others] = pods.map((pod) => pod?.initContainers);
    const told = checks?.map(({ name, args, env }) => [name, args, env?.map(({ name, value }) => `${name}=${value}`)]);
    // Without versions, status asks no database; unlike validate, it does not take an empty folder.
    const one = (name: string, folder: string) => [
      [
        `find-app-${name}`,
        ["-no-versioning", "status"],
        ["GOOSE_DRIVER=postgres", `GOOSE_MIGRATION_DIR=${folder}`, "GOOSE_DBSTRING=/none"],
      ],
      [`check-app-${name}`, ["validate"], [`GOOSE_MIGRATION_DIR=${folder}`]],
    ];
    assert.deepEqual(told, [
      ...one("identity-db", "/migrations/identity_db"),
      ...one("auth-db", "/migrations/auth_db"),
      ...one("legal-db", "/app/legal"),
    ]);
    assert.deepEqual(others, [undefined, undefined]);
  });

  it("are PreSync hooks in waves under Argo CD, and no hooks of Helm", () => {
    const auth = render("auth", { delivery: "argocd" });
    assert.deepEqual(
      all(auth, "Job").map(hookOf),
      ["-5", "-4", "-3"].map((wave) => ({
        "argocd.argoproj.io/hook": "PreSync",
        "argocd.argoproj.io/sync-wave": wave,
        "argocd.argoproj.io/hook-delete-policy": "BeforeHookCreation",
      })),
    );
    assert.ok(!auth.text.includes("helm.sh/hook"));
    assert.equal(hookOf(one(auth, "ServiceAccount", "auth-migrate"))?.["argocd.argoproj.io/sync-wave"], "-6");
  });

  it("give up after three more tries and leave their logs for five minutes", () => {
    for (const { spec } of all(render("auth"), "Job")) {
      assert.deepEqual([spec?.ttlSecondsAfterFinished, spec?.backoffLimit], [300, 3]);
      assert.equal(spec?.template.spec?.restartPolicy, "Never");
    }
  });

  it("run goose up from the service's own image, with the connection from a Secret", () => {
    const [first, , third] = all(render("auth"), "Job").map(({ spec }) => spec?.template.spec);
    assert.equal(first?.initContainers, undefined);
    const [container] = first?.containers ?? [];
    assert.equal(container?.image, "ghcr.io/example/auth:v1.4.2");
    assert.deepEqual([...(container?.command ?? []), ...(container?.args ?? [])], ["goose", "up"]);
    assert.deepEqual(container?.env, [
      { name: "GOOSE_DRIVER", value: "postgres" },
      { name: "GOOSE_MIGRATION_DIR", value: "/migrations/identity_db" },
      {
        name: "GOOSE_DBSTRING",
        valueFrom: { secretKeyRef: { name: "auth-identity-db", key: "DATABASE_URL" } },
      },
    ]);
    assert.equal(third?.containers[0]?.env?.[1]?.value, "/app/legal");
  });

  it("bring along what they need, since nothing else of the chart is there yet", () => {
    const auth = render("auth");
    const account = one(auth, "ServiceAccount", "auth-migrate");
    assert.deepEqual(account.imagePullSecrets, [{ name: "auth-registry" }]);
    assert.equal(account.automountServiceAccountToken, false);
    const policy = one(auth, "NetworkPolicy", "auth-migrate");
    for (const object of [account, policy]) {
      assert.equal(hookOf(object)?.["helm.sh/hook-weight"], "-6");
      assert.equal(hookOf(object)?.["helm.sh/hook-delete-policy"], "before-hook-creation,hook-succeeded");
    }
    assert.equal(policy.spec?.podSelector?.matchLabels?.["app.kubernetes.io/component"], "migrations");
    assert.deepEqual(policy.spec?.ingress, []);
    assert.deepEqual(
      policy.spec?.egress?.map(({ ports }) => ports?.[0]?.port),
      [53, 5432],
    );
    for (const { spec } of all(auth, "Job")) {
      const pod = spec?.template.spec;
      assert.equal(pod?.serviceAccountName, "auth-migrate");
      assert.ok(pod?.containers.every(({ envFrom }) => envFrom === undefined));
      assert.ok(pod?.volumes?.every(({ emptyDir }) => emptyDir !== undefined));
    }
  });

  it("of a second version run after those of the first, from its image", () => {
    for (const [mode, track, image] of [
      [canary, "canary", "v2.1.0-rc.1"],
      [blueGreen, "green", "v2.1.0"],
    ] as const) {
      const pod = all(render("auth", mode), "Job")[0]?.spec?.template.spec;
      const both = [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])];
      assert.deepEqual(
        both.map(({ name, image }) => [name, image]),
        [
          ["goose-app", "ghcr.io/example/auth:v1.4.2"],
          [`goose-${track}`, `ghcr.io/example/auth:${image}`],
        ],
      );
    }
  });

  it("are pods that neither Service, policy nor budget of the service selects", () => {
    const auth = render("auth");
    const labels = all(auth, "Job")[0]?.spec?.template.metadata?.labels ?? {};
    for (const selector of [
      one(auth, "Service", "auth").spec?.selector,
      one(auth, "NetworkPolicy", "auth").spec?.podSelector?.matchLabels,
      one(auth, "PodDisruptionBudget", "auth").spec?.selector?.matchLabels,
    ]) {
      assert.ok(Object.entries(selector ?? {}).some(([label, value]) => labels[label] !== value));
    }
  });

  it("may read the Secret that an operator made", () => {
    const [job] = all(render("personal"), "Job");
    assert.deepEqual(job?.spec?.template.spec?.containers[0]?.env?.[2]?.valueFrom?.secretKeyRef, {
      name: "personal-db-app",
      key: "uri",
    });
  });

  it("are left out when they are off", () => assert.deepEqual(names(render("minimal"), "Job"), []));
});
