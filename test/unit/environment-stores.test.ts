import { deepEqual, equal } from "node:assert/strict";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { type JsonObject, overlay } from "../../src/core/json.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { createSecret } from "../../src/resources/secrets/secret.ts";
import { canary, construct, type Recorded } from "../support/construct.ts";
import { planFor } from "../support/environment.ts";
import { storeApp, stores } from "../support/store-app.ts";

const given = "canary of the given secret";
const generated = canary("web/web-database-password-1");
const config = { clientId: given };
/** The mark that the engine's protocol puts around a secret value. */
const mark = "1b47061264138c4ac30d75fd1eb44270";

const secretVersion = "aws:secretsmanager/secretVersion:SecretVersion";
const kubernetesSecret = "kubernetes:core/v1:Secret";
const platform = [
  "pulumi:providers:kubernetes cluster",
  "kubernetes:core/v1:Namespace web",
  "kubernetes:helm.sh/v3:Release web",
  "kubernetes:networking.k8s.io/v1:NetworkPolicy NetworkPolicy/web/default-deny",
];

/** What tells how old the values are, whatever keeps them. */
const aged = [
  "kubernetes:core/v1:ConfigMap web/secret-ages",
  "pulumi:index:Stash web/web-database-client.id",
  "pulumi:index:Stash web/web-database-password-1",
];

/** Resources by type and name; of a remembered time without the version of its value. */
const listed = (resources: readonly Recorded[]) =>
  resources.map(({ type, name }) => `${type} ${name.replace(/-[0-9a-f]{12}$/, "")}`).sort();
const one = (resources: readonly Recorded[], wanted: string) => resources.find(({ type }) => type === wanted)?.inputs;
const planned = (store: JsonObject, change: JsonObject = {}) =>
  planFor(overlay(overlay(store, { apps: storeApp }), change), {
    entries: { clientId: { kind: "encrypted", fingerprint: "a" } },
  });

/** Where a text, or its base64, turns up. */
function holders(resources: readonly Recorded[], outputs: unknown, text: string): readonly string[] {
  const forms = [text, Buffer.from(text).toString("base64")];
  const holds = (value: unknown) => forms.some((form) => JSON.stringify(value).includes(form));
  const found = resources.filter(({ inputs }) => holds(inputs)).map(({ type }) => type);
  return holds(outputs) ? [...found, "outputs"] : found;
}

describe("environment that keeps its secrets in AWS, under mocks", () => {
  let built: Awaited<ReturnType<typeof construct>>;
  before(async function () {
    this.timeout(30_000);
    built = await construct(planned(stores.aws, { secrets: { tags: { team: "demo" } } }), config);
  });

  it("is exactly these resources: no Secret is written to the cluster", () => {
    deepEqual(
      listed(built.resources),
      [
        ...platform,
        ...aged,
        "pulumi:providers:aws aws",
        "kubernetes:core/v1:Namespace external-secrets",
        "kubernetes:helm.sh/v3:Release external-secrets",
        "kubernetes:external-secrets.io/v1:ClusterSecretStore ClusterSecretStore/environment",
        "kubernetes:external-secrets.io/v1:ExternalSecret ExternalSecret/web/web-database",
        "platform:index:AwsSecret web/web-database",
        "aws:secretsmanager/secret:Secret web/web-database",
        `${secretVersion} web/web-database`,
        "random:index/randomPassword:RandomPassword web/web-database-password-1",
      ].sort(),
    );
  });

  it("names the secret by its path, and keeps it restorable", () => {
    deepEqual(one(built.resources, "aws:secretsmanager/secret:Secret"), {
      name: "demo/test/web-database",
      recoveryWindowInDays: 30,
      tags: { team: "demo" },
    });
    equal(one(built.resources, "pulumi:providers:aws")?.region, "eu-central-1");
  });

  it("writes what stands alone as one secret JSON, and nothing that is composed", () => {
    const written = one(built.resources, secretVersion)?.secretString;
    equal(JSON.stringify(written).includes(mark), true);
    const { value } = Object(written);
    deepEqual(JSON.parse(value), { "client.id": given, password: generated });
  });

  it("writes no value anywhere else", () => {
    for (const value of [given, generated]) deepEqual(holders(built.resources, built.outputs, value), [secretVersion]);
  });
});

describe("environment that keeps its secrets in git by sops, under mocks", () => {
  const opened = { "web-database": { "password-1": "canary of sops", "client.id": "canary id" } };
  let built: Awaited<ReturnType<typeof construct>>;
  before(async () => {
    built = await construct(planned(stores.sops), {}, opened);
  });

  it("is exactly these resources: nothing is generated", () => {
    deepEqual(
      listed(built.resources),
      [
        ...platform,
        ...aged,
        "platform:index:SopsSecret web/web-database",
        `${kubernetesSecret} web/web-database`,
      ].sort(),
    );
  });

  it("writes opened and composed values into the Secret, as secrets, and nowhere else", () => {
    const data = one(built.resources, kubernetesSecret)?.data;
    equal(JSON.stringify(data).includes(mark), true);
    const held = JSON.stringify(data);
    for (const value of ["canary of sops", "canary id", "postgres://canary id:canary of sops@db"]) {
      equal(held.includes(Buffer.from(value).toString("base64")), true, value);
      deepEqual(holders(built.resources, built.outputs, value), [kubernetesSecret]);
    }
  });
});

describe("environment whose secrets are made or opened in the cluster, under mocks", () => {
  for (const name of ["vault", "sealed"] as const) {
    it(`${name}: the program writes no Secret, and asks for no value`, async () => {
      const { resources } = await construct(planned(stores[name]));
      const types = resources.map(({ type }) => type);
      deepEqual(
        types.filter((type) => /Secret$/.test(type) && !/ClusterSecretStore|ExternalSecret|PushSecret/.test(type)),
        [],
      );
      equal(types.includes("random:index/randomPassword:RandomPassword"), false);
    });
  }
});

describe("a secret that is retained", () => {
  /** Which of a Secret's resources stay when they are taken away. */
  async function retained(plan: Plan): Promise<readonly string[]> {
    await construct({ ...plan, secrets: [], objects: [], releases: [], order: [] }, config);
    const kept: string[] = [];
    const [secret] = plan.secrets;
    if (secret === undefined) throw new Error("there is no secret");
    await createSecret(
      secret,
      {},
      {
        transformations: [
          ({ type, props, opts }) => {
            if ("retainOnDelete" in opts && (opts as CustomResourceOptions).retainOnDelete) kept.push(type);
            return { props, opts };
          },
        ],
      },
    );
    return kept.sort();
  }

  it("stays in the cluster with the value that it was made of, or in AWS", async () => {
    const change = { apps: { web: { secrets: { database: { retain: true } } } } };
    deepEqual(await retained(planned(stores.pulumi)), []);
    deepEqual(await retained(planned(stores.pulumi, change)), [
      kubernetesSecret,
      "random:index/randomPassword:RandomPassword",
    ]);
    deepEqual(await retained(planned(stores.aws, change)), [
      "aws:secretsmanager/secret:Secret",
      secretVersion,
      "random:index/randomPassword:RandomPassword",
    ]);
  });
});
