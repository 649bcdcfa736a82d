import assert from "node:assert/strict";
import {
  all,
  containers,
  everything,
  findHelm,
  mainContainer,
  one,
  podTemplates,
  type Rendering,
  render,
} from "./rendering.ts";

const checksums = (rendering: Rendering) =>
  Object.fromEntries(
    podTemplates(rendering).map(({ name, template }) => [
      name,
      Object.fromEntries(
        Object.entries(template.metadata?.annotations ?? {}).filter(([key]) => key.startsWith("checksum/secret-")),
      ),
    ]),
  );

describe("imprun chart: secrets", () => {
  before(findHelm);

  it("are never rendered, only referred to", () => {
    for (const environment of ["dev", "staging", "prod"] as const) {
      const rendering = render(environment, everything);
      assert.ok(!rendering.objects.some(({ kind }) => kind === "Secret"), environment);
      for (const { name, template } of podTemplates(rendering)) {
        for (const { name: variable, value } of containers(template).flatMap(({ env }) => env ?? [])) {
          const secret = /PASSWORD$|SECRET$/.test(variable);
          assert.ok(!secret || value === undefined, `${environment}: ${name} carries a value for ${variable}`);
        }
      }
    }
  });

  it("reach the API as variables, and the connection string is put together in its container", () => {
    const env = mainContainer(render("prod"), "Deployment", "imprun-imprun-server").env ?? [];
    const references = env.flatMap(({ name, valueFrom }) => {
      const reference = valueFrom?.secretKeyRef;
      return reference ? [`${name}=${reference.name}/${reference.key}`] : [];
    });
    assert.deepEqual(references, [
      "MONGODB_PASSWORD=mongodb/root-password",
      "REDIS_PASSWORD=redis/redis-password",
      "JWT_SECRET=jwt/JWT_SECRET",
      "JWT_SECRET_PREVIOUS=jwt/JWT_SECRET_PREVIOUS",
      "GITHUB_CLIENT_ID=github/CLIENT_ID",
      "GITHUB_CLIENT_SECRET=github/CLIENT_SECRET",
      "GOOGLE_CLIENT_ID=google/CLIENT_ID",
      "GOOGLE_CLIENT_SECRET=google/CLIENT_SECRET",
    ]);
    const at = (variable: string) => env.findIndex(({ name }) => name === variable);
    assert.equal(
      env[at("DATABASE_URL")]?.value,
      "mongodb://$(MONGODB_USERNAME):$(MONGODB_PASSWORD)@imprun-mongodb:27017/sys_db?authSource=admin&replicaSet=rs0",
    );
    assert.ok(Math.max(at("MONGODB_PASSWORD"), at("MONGODB_USERNAME")) < at("DATABASE_URL"), "expanded in order");
  });

  it("reach the stores as files", () => {
    const prod = render("prod");
    const volume = (name: string) =>
      one(prod, "StatefulSet", name).spec?.template.spec?.volumes?.find((it) => it.name === "secret");
    assert.deepEqual(
      volume("imprun-mongodb")?.projected?.sources?.map(({ secret }) => [
        secret?.name,
        secret?.optional === true,
        ...(secret?.items ?? []).map(({ key }) => key),
      ]),
      [
        ["mongodb", false, "root-password", "replica-set-key"],
        ["mongodb", true, "replica-set-key_PREVIOUS"],
      ],
    );
    assert.deepEqual(
      volume("imprun-redis")?.secret?.items?.map(({ key }) => key),
      ["redis-password"],
    );
    assert.deepEqual(render("staging").text.match(/replica-set-key/g), null);
  });

  it("restart exactly their consumers when the value changes", () => {
    const before = checksums(render("prod"));
    const consumers = {
      jwt: ["imprun-imprun-server"],
      redis: ["imprun-imprun-server", "imprun-redis"],
      mongodb: ["imprun-imp-runtime-exporter", "imprun-imprun-server", "imprun-mongodb"],
      github: ["imprun-imprun-server"],
    };
    for (const [secret, expected] of Object.entries(consumers)) {
      const after = render("prod", { [`global.secrets.${secret}.version`]: "another-version" });
      const changed = podTemplates(after)
        .filter(({ name, template }) => {
          const now = template.metadata?.annotations?.[`checksum/secret-${secret}`];
          return now !== before[name]?.[`checksum/secret-${secret}`];
        })
        .map(({ name }) => name);
      assert.deepEqual(changed.sort(), expected, secret);
      assert.equal(after.text.match(/another-version/g)?.length, expected.length, `${secret}: nothing else may change`);
    }
  });

  it("may be read by the accounts that need them, and no others", () => {
    const roles = all(render("prod"), "Role").map(({ metadata, rules }) => {
      assert.deepEqual(
        rules?.map(({ verbs, resources }) => [verbs, resources]),
        [[["get"], ["secrets"]]],
      );
      return [metadata?.name, rules?.[0]?.resourceNames];
    });
    assert.deepEqual(Object.fromEntries(roles), {
      "imprun-imp-runtime-exporter": ["mongodb"],
      "imprun-imprun-server": ["github", "google", "jwt", "mongodb", "redis"],
      "imprun-mongodb": ["mongodb"],
      "imprun-redis": ["redis"],
    });
    for (const binding of all(render("prod"), "RoleBinding")) {
      assert.deepEqual(
        binding.subjects?.map(({ kind, name }) => [kind, name]),
        [["ServiceAccount", binding.roleRef.name]],
      );
    }
  });

  it("leave out what is optional and not referenced", () => {
    const env = mainContainer(render("dev", everything), "Deployment", "imprun-imprun-server").env ?? [];
    assert.ok(!env.some(({ name }) => /^(GITHUB|GOOGLE)_|^REDIS_PASSWORD$/.test(name)));
  });
});
