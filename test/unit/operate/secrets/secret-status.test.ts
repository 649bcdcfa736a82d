import { deepEqual, equal } from "node:assert/strict";
import { keptKeys, type SecretSource } from "../../../../src/core/secret.ts";
import { ageOf } from "../../../../src/operate/cluster/age.ts";
import { secretStatuses, tooOldSentences } from "../../../../src/operate/secrets/secret-status.ts";

const now = new Date("2026-03-01T00:00:00Z");
const generated: SecretSource = { from: "generated", length: 32, alphabet: "hex", rotation: 2, keepPrevious: true };
const given: SecretSource = { from: "config", key: "user", rotation: 1 };
const composed: SecretSource = { from: "template", text: "{{ user }}" };

function planned(sources: Readonly<Record<string, SecretSource>>, maxAgeDays = 365) {
  const keys = Object.entries(sources).flatMap(([key, source]) => keptKeys(key, source));
  return { name: "shop-db", namespace: "apps", maxAgeDays, keys: keys.map((key) => ({ ...key, version: "v" })) };
}

const value = Buffer.from("canary").toString("base64");
const secret = (...keys: readonly string[]) => ({
  metadata: { name: "shop-db", namespace: "apps", creationTimestamp: new Date("2025-12-01T00:00:00Z") },
  data: Object.fromEntries(keys.map((key) => [key, value])),
});
const record = (since: Readonly<Record<string, string>>, namespace = "apps") => ({
  metadata: { name: "secret-ages", namespace },
  data: { "shop-db": JSON.stringify({ version: "v", since }) },
});

describe("the status of secrets", () => {
  it("has names, keys and age, and never a value", () => {
    const plans = [planned({ password: generated, user: given }), { ...planned({ key: given }), name: "shop-jwt" }];
    const statuses = secretStatuses(plans, { secrets: [secret("password")], records: [] }, now);
    deepEqual(statuses, [
      {
        ...{ name: "shop-db", namespace: "apps", keys: ["password"], ageDays: 90, maxAgeDays: 365, tooOld: [] },
        missing: ["password_PREVIOUS", "user"],
      },
      {
        ...{ name: "shop-jwt", namespace: "apps", keys: [], ageDays: undefined, maxAgeDays: 365, tooOld: [] },
        missing: ["key"],
      },
    ]);
    equal(JSON.stringify(statuses).includes(value), false);
  });

  it("is as old as its oldest value: not as the object, not as the value before a rotation, not as a text around it", () => {
    const plan = planned({ password: generated, user: given, url: composed });
    const live = [secret("password", "password_PREVIOUS", "user", "url")];
    const since = {
      password: "2026-02-27T00:00:00Z",
      password_PREVIOUS: "2024-01-01T00:00:00Z",
      user: "2026-02-20T00:00:00Z",
    };
    const age = (times: Readonly<Record<string, string>>, namespace?: string) =>
      secretStatuses([plan], { secrets: live, records: [record(times, namespace)] }, now)[0]?.ageDays;
    equal(age(since), 9);
    equal(age({ ...since, user: "2026-02-28T00:00:00Z" }), 2);
    // Nothing is known of a key: it is as old as its Secret.
    equal(age({ password: since.password }), 90);
    equal(age(since, "others"), 90);
  });

  it("names the values that are too old, and the command that makes new ones", () => {
    const since = { password: "2026-02-20T00:00:00Z", user: "2025-02-20T00:00:00Z" };
    const told = (maxAgeDays: number) => {
      const live = { secrets: [secret("password", "user")], records: [record(since)] };
      return tooOldSentences(
        secretStatuses([planned({ password: generated, user: given }, maxAgeDays)], live, now),
        "dev",
      );
    };
    deepEqual(told(365), [
      "shop-db (user): 374 days old, and 365 are allowed\n  run: ./imprun rotate shop-db --stack dev",
    ]);
    deepEqual(told(374), []);
    deepEqual(told(0), []);
  });

  it("tells ages in their largest unit", () => {
    const ages = [5, 125, 7200, 90_000].map((seconds) => ageOf(new Date(0), new Date(seconds * 1000)));
    deepEqual(ages, ["5 s", "2 min", "2 h", "1 d"]);
  });
});
