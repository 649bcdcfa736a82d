import { deepEqual, throws } from "node:assert/strict";
import type { JsonObject } from "../../../../src/core/json.ts";
import { secretsNamed, wantedFor } from "../../../../src/operate/rotate/wanted.ts";
import { planEnvironment } from "../../../../src/plan/plan.ts";
import { settingsFor } from "../../../support/environment.ts";
import { stores } from "../../../support/store-app.ts";

const keys = {
  password: { from: "generated", rotation: 4 },
  signing: { from: "generated", keepPrevious: true },
  id: { from: "config", key: "clientId" },
  url: { from: "template", text: "https://{{ id }}@example.dev" },
  kind: { from: "template", text: "fixed" },
};
const apps = (secret: JsonObject): JsonObject => ({
  web: { chart: "web", namespace: "web", secrets: { auth: secret } },
});

/** What a rotation of the Secret `web-auth` comes to, kept in the given store. */
function wanted(store: JsonObject, dropPrevious = false, secret: JsonObject = { keys }) {
  const settings = settingsFor(
    { ...store, apps: apps(secret) },
    { entries: { clientId: { kind: "encrypted", fingerprint: "a" } } },
  );
  const [one] = secretsNamed(["web-auth"], planEnvironment(settings).secrets);
  if (one === undefined) throw new Error("there is no secret");
  return wantedFor(one, settings, { dropPrevious });
}

const place = (key: string) => ["apps", "web", "secrets", "auth", "keys", key, "rotation"];

describe("what a rotation comes to", () => {
  it("is a number one higher for each generated key, and a new value for each given one; texts follow", () => {
    for (const store of [stores.pulumi, stores.aws, stores.sops, stores.sealed]) {
      const { edits, given, byHand, places } = wanted(store);
      deepEqual(edits, [
        { path: place("password"), value: 5 },
        { path: place("signing"), value: 2 },
      ]);
      deepEqual(given, ["clientId"]);
      deepEqual(byHand, []);
      deepEqual(
        places.map(({ place, renewed }) => [place.name, [...renewed].sort()]),
        [["web-auth", ["id", "password", "signing", "url"]]],
      );
    }
  });

  it("is done by hand in Vault where a value is given, and its number is raised so that the cluster fetches it", () => {
    const { edits, given, byHand } = wanted(stores.vault);
    deepEqual(edits.map(({ path }) => path).sort(), [place("id"), place("password"), place("signing")]);
    deepEqual(given, []);
    deepEqual(byHand, ["vault kv patch -mount=secret demo/test/web-auth id=@id"]);
  });

  it("skips a number where the value before must not be accepted any longer", () => {
    deepEqual(
      wanted(stores.pulumi, true).edits.map(({ value }) => value),
      [5, 3],
    );
  });

  it("is nothing where there is fixed text alone", () => {
    throws(() => wanted(stores.pulumi, false, { keys: { kind: keys.kind } }), /web-auth: holds fixed text alone/);
  });
});

describe("secrets by name", () => {
  const { secrets } = planEnvironment(settingsFor({ ...stores.pulumi, apps: apps({ keys: { a: keys.password } }) }));

  it("are those that status shows; another name is told with what was meant", () => {
    deepEqual(
      secretsNamed(["web-auth"], secrets).map(({ key }) => key),
      ["auth"],
    );
    throws(() => secretsNamed(["web-auht"], secrets), /web-auht: did you mean 'web-auth'\?/);
    throws(() => secretsNamed(["else"], secrets), /else: there are web-auth/);
    throws(() => secretsNamed([], secrets), /Which secret\?/);
  });
});
