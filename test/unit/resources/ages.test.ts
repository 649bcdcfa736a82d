import { deepEqual, equal } from "node:assert/strict";
import { type JsonObject, overlay } from "../../../src/core/json.ts";
import { construct, type Recorded } from "../../support/construct.ts";
import { planFor } from "../../support/environment.ts";
import { storeApp, stores } from "../../support/store-app.ts";

const config = { clientId: "given" };
const opened = { "web-database": { "password-1": "canary of sops", "client.id": "given" } };
/** A plan of an app whose secrets one store keeps, with a change of the keys of one of them. */
const planned = (store: JsonObject, keys: JsonObject = {}, fingerprint = "a") =>
  planFor(overlay(overlay(store, { apps: storeApp }), { apps: { web: { secrets: { database: { keys } } } } }), {
    entries: { clientId: { kind: "encrypted", fingerprint } },
  });

describe("the ages of secrets", () => {
  const ages = (resources: readonly Recorded[]) => {
    const { data } = Object(resources.find(({ type }) => type === "kubernetes:core/v1:ConfigMap")?.inputs);
    return JSON.parse(data["web-database"]);
  };
  const remembered = (resources: readonly Recorded[]) =>
    resources.filter(({ type }) => type === "pulumi:index:Stash").map(({ name }) => name);

  for (const [name, store] of Object.entries(stores)) {
    it(`are told in the namespace, wherever values are kept (${name}): of each that stands alone, and no value`, async () => {
      const plan = planned(store);
      const { resources } = await construct(plan, config, opened);
      const { version, since } = ages(resources);
      equal(version, plan.secrets.find(({ name }) => name === "web-database")?.version);
      deepEqual(Object.keys(since).sort(), ["client.id", "password"]);
      for (const time of Object.values(since)) equal(Math.abs(Date.parse(String(time)) - Date.now()) < 60_000, true);
    });
  }

  it("begin anew with another value, and with nothing else", async () => {
    const now = async (keys: JsonObject, fingerprint?: string) =>
      remembered((await construct(planned(stores.pulumi, keys, fingerprint), config)).resources);
    const [id = "", password = ""] = await now({});
    deepEqual(await now({ url: { text: "{{ client.id }}" }, password: { keepPrevious: true } }), [id, password]);
    const [longer] = (await now({ password: { length: 40 } })).slice(1);
    equal(longer?.startsWith("web/web-database-password-1-"), true);
    equal(longer === password, false);
    equal((await now({}, "b"))[0] === id, false);
    // The value before a rotation keeps the age that it had.
    deepEqual((await now({ password: { rotation: 2, keepPrevious: true } })).includes(password), true);
  });
});
