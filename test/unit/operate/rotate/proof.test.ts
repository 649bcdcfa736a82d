import { deepEqual, equal } from "node:assert/strict";
import { keptKeys } from "../../../../src/core/secret.ts";
import { absentConsumers, consumersOf } from "../../../../src/operate/rotate/consumers.ts";
import { prove, type Rotated } from "../../../../src/operate/rotate/proof.ts";
import type { PodSeen, Snapshot } from "../../../../src/operate/rotate/snapshot.ts";
import type { SecretPlan } from "../../../../src/plan/secrets.ts";

const source = { from: "generated", length: 32, alphabet: "hex", rotation: 2, keepPrevious: true } as const;
const secret: SecretPlan = {
  ...{ name: "web-jwt", namespace: "apps", owner: "web", key: "jwt", consumers: ["api", "off"], retain: false },
  ...{ type: "Opaque", keeper: { kind: "state" }, maxAgeDays: 365, version: "new" },
  keys: keptKeys("KEY", source).map((kept) => ({ ...kept, version: "v" })),
};
const api = "Deployment/apps/web-api";
const other = "StatefulSet/apps/web-db";
const rotated: Rotated = {
  secret,
  renewed: ["KEY"],
  consumers: [{ id: api, annotation: "checksum/secret-jwt" }],
  dropPrevious: false,
};

const pod = (uid: string, version?: string): PodSeen => ({
  ...{ name: `pod-${uid}`, uid, ready: true },
  annotations: version === undefined ? {} : { "checksum/secret-jwt": version },
});
const snapshot = (pods: readonly PodSeen[], values: Record<string, string>, others = [pod("d")]): Snapshot => ({
  workloads: [
    { id: api, desired: 2, pods },
    { id: other, desired: 1, pods: others },
  ],
  digests: { "apps/web-jwt": values },
});
const before = snapshot([pod("a", "old"), pod("b", "old")], { KEY: "first" });
const after = snapshot([pod("e", "new"), pod("f", "new")], { KEY: "second", KEY_PREVIOUS: "first" });

describe("the proof of a rotation", () => {
  it("is: new values, new pods that carry the new version, and nobody else's pods are new", () => {
    deepEqual(prove([rotated], before, after), {
      restarted: [api],
      kept: [other],
      strays: [],
      faults: [],
      waiting: false,
    });
  });

  const broken: readonly (readonly [string, Snapshot, readonly string[]])[] = [
    [
      "a value that is the one before",
      snapshot([pod("e", "new"), pod("f", "new")], { KEY: "first", KEY_PREVIOUS: "first" }),
      ["Secret/web-jwt: KEY holds the same value as before"],
    ],
    [
      "a value before that is lost",
      snapshot([pod("e", "new"), pod("f", "new")], { KEY: "second", KEY_PREVIOUS: "third" }),
      ["Secret/web-jwt: KEY_PREVIOUS does not hold the value that KEY had"],
    ],
    [
      "a pod of before",
      snapshot([pod("a", "old"), pod("f", "new")], { KEY: "second", KEY_PREVIOUS: "first" }),
      [
        `${api}: still runs pod-a, which started with the value before`,
        `${api}: pod-a does not carry checksum/secret-jwt=new`,
      ],
    ],
    [
      "a new pod of the old version",
      snapshot([pod("e", "old"), pod("f", "new")], { KEY: "second", KEY_PREVIOUS: "first" }),
      [`${api}: pod-e does not carry checksum/secret-jwt=new`],
    ],
    [
      "pods that are missing, or not ready",
      snapshot([{ ...pod("e", "new"), ready: false }], { KEY: "second", KEY_PREVIOUS: "first" }),
      [`${api}: 0 of 2 pods ready`],
    ],
  ];
  for (const [name, seen, faults] of broken) {
    it(`is none with ${name}`, () => deepEqual(prove([rotated], before, seen).faults, faults));
  }

  it("waits for a rollout, and not for a value that stays or for pods that nothing restarts", () => {
    const rolling = snapshot([pod("a", "old"), pod("f", "new")], { KEY: "second", KEY_PREVIOUS: "first" });
    equal(prove([rotated], before, rolling).waiting, true);
    const same = snapshot([pod("e", "new"), pod("f", "new")], { KEY: "first", KEY_PREVIOUS: "first" });
    equal(prove([rotated], before, same).waiting, false);
    const unaware = { ...rotated, consumers: [{ id: api, annotation: undefined }] };
    equal(prove([unaware], before, rolling).waiting, false);
    equal(prove([unaware], before, rolling).faults.length, 1);
  });

  it("wants the value before to be gone where it must not be accepted any longer", () => {
    const strict = { ...rotated, dropPrevious: true };
    deepEqual(prove([strict], before, after).faults, [
      "Secret/web-jwt: KEY_PREVIOUS still holds the value that KEY had",
    ]);
    const skipped = snapshot([pod("e", "new"), pod("f", "new")], { KEY: "third", KEY_PREVIOUS: "second" });
    deepEqual(prove([strict], before, skipped).faults, []);
  });

  it("tells who has new pods without reading anything of it; fewer pods are no new ones", () => {
    const values = { KEY: "second", KEY_PREVIOUS: "first" };
    const restarted = snapshot(after.workloads[0]?.pods ?? [], values, [pod("x")]);
    deepEqual(prove([rotated], before, restarted).strays, [other]);
    const larger = snapshot(before.workloads[0]?.pods ?? [], { KEY: "first" }, [pod("d"), pod("g")]);
    deepEqual(prove([rotated], larger, after).strays, []);
  });
});

describe("consumers of a secret", () => {
  const workload = (name: string, change: object) => ({
    ...{ kind: "Deployment" as const, name, namespace: "apps", labels: { "app.kubernetes.io/instance": "web" } },
    ...{ annotations: {}, desired: 1, ready: 1, healthy: true, trouble: "", images: [], selector: {} },
    ...{ podAnnotations: {}, secrets: [], ...change },
  });
  const marked = { podAnnotations: { "checksum/secret-jwt": "old" } };

  it("are those whose pods refer to it, or carry its version; another app's secret of the same name is another one", () => {
    const workloads = [
      workload("web-api", { ...marked, secrets: ["web-jwt"] }),
      workload("web-job", { secrets: ["web-jwt"] }),
      workload("web-files", marked),
      workload("web-db", { secrets: ["web-db"] }),
      workload("shop-api", { ...marked, labels: { "app.kubernetes.io/instance": "shop" }, secrets: ["shop-jwt"] }),
      workload("web-else", { ...marked, namespace: "else", secrets: ["web-jwt"] }),
    ];
    deepEqual(
      consumersOf(secret, workloads).map(({ id, annotation }) => [id, annotation !== undefined]),
      [
        ["Deployment/apps/web-api", true],
        ["Deployment/apps/web-job", false],
        ["Deployment/apps/web-files", true],
      ],
    );
    deepEqual(absentConsumers(secret, workloads), ["off"]);
  });
});
