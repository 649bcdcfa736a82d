import assert from "node:assert/strict";
import type { KubernetesObject } from "@kubernetes/client-node";
import { fingerprints } from "../support/withheld.ts";
import { DataStack } from "./support/data-stack.ts";

describe("databases of services", function () {
  this.timeout(600_000);
  const stack = new DataStack();

  before(() => stack.prepare());
  after(() => stack.checkout.remove());

  it("come up on an empty cluster, each before what needs it: cluster, role, database, migrations, app", async () => {
    const { changes } = await stack.up();
    const places = ["Cluster/data/main", "DatabaseRole/data/main-auth-db", "Database/data/main-auth-db", "auth"].map(
      (step) => changes.findIndex(({ name }) => name === step),
    );
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b).filter((place) => place >= 0),
    );
    const server = await stack.custom("Cluster main");
    const role = await stack.custom("DatabaseRole main-auth-db");
    const database = await stack.custom("Database main-auth-db");
    assert.ok(isReady(server), "the cluster is not ready");
    assert.equal(statusOf(role).applied, true);
    assert.equal(statusOf(database).applied, true);
    const times = [
      readyAt(server),
      createdAt(role),
      createdAt(database),
      await stack.migratedAt("auth-migrate-auth-db"),
    ];
    assert.deepEqual(
      times,
      [...times].sort((a, b) => a - b),
      "something was made before what it needs",
    );
  });

  it("give each app the credentials of its own databases, and nobody else", async () => {
    const role = await stack.secret("data/main-auth-db");
    const { DATABASE_URL = "", password = "" } = await stack.secret("services/auth-auth-db");
    const url = `postgresql://auth_db:${password}@main-rw.data:5432/auth_db?sslmode=require`;
    assert.deepEqual(fingerprints(role), fingerprints({ username: "auth_db", password }));
    assert.ok(/^[A-Za-z0-9]{32}$/.test(password), "the password is not 32 letters and digits");
    assert.deepEqual(fingerprints({ DATABASE_URL }), fingerprints({ DATABASE_URL: url }));
    assert.deepEqual(await stack.secretNames("services"), ["auth-auth-db", "auth-legal-db", "identity-identity-db"]);
    const passwords = ["auth-auth-db", "auth-legal-db", "identity-identity-db"].map(
      async (name) => (await stack.secret(`services/${name}`)).password,
    );
    assert.equal(new Set(await Promise.all(passwords)).size, 3);
  });

  it("change nothing the second time", async () => {
    assert.deepEqual((await stack.up()).changes, []);
  });

  it("take a new password: the role first, then its app, which restarts, and nobody else", async () => {
    const before = fingerprints(await stack.secret("data/main-auth-db"));
    const [auth, identity] = [await stack.pods("auth"), await stack.pods("identity")];
    stack.write({ rotation: 2 });
    await stack.up();
    const after = fingerprints(await stack.secret("data/main-auth-db"));
    assert.notEqual(after.password, before.password);
    assert.equal(fingerprints(await stack.secret("services/auth-auth-db")).password, after.password);
    const role = await stack.custom("DatabaseRole main-auth-db");
    const { secretResourceVersion } = statusOf(role);
    assert.equal(secretResourceVersion, await stack.secretVersion("data/main-auth-db"), "the role has the old one");
    const restarted = await stack.pods("auth");
    assert.ok(auth.length > 0 && restarted.every((id) => !auth.includes(id)), "the app goes on with the old one");
    assert.deepEqual(await stack.pods("identity"), identity);
    assert.ok((await stack.startedAt("auth")) >= createdAt(role), "the app was ahead of its role");
    assert.deepEqual((await stack.up()).changes, []);
  });

  it("stay when somebody takes them out of the file, and are taken over on request when they are back", async () => {
    const before = await stack.custom("Cluster main");
    stack.write({ rotation: 2, databases: false });
    await stack.up();
    assert.equal((await stack.custom("Cluster main")).metadata?.uid, before.metadata?.uid);
    assert.ok((await stack.secret("data/main-auth-db")).password);
    stack.write({ rotation: 2 });
    await stack.up("--set", "cluster.takeOver=true");
    assert.equal((await stack.custom("Cluster main")).metadata?.uid, before.metadata?.uid);
    const { password } = fingerprints(await stack.secret("data/main-auth-db"));
    assert.equal(fingerprints(await stack.secret("services/auth-auth-db")).password, password);
    assert.deepEqual((await stack.up()).changes, []);
  });
});

/** What the operator says of an object. */
interface Status {
  readonly applied?: boolean;
  readonly secretResourceVersion?: string;
  readonly conditions?: readonly {
    readonly type: string;
    readonly status: string;
    readonly lastTransitionTime: string;
  }[];
}

function statusOf(object: KubernetesObject): Status {
  return (object as { readonly status?: Status }).status ?? {};
}

function isReady(object: KubernetesObject): boolean {
  return statusOf(object).conditions?.some(({ type, status }) => type === "Ready" && status === "True") === true;
}

function readyAt(object: KubernetesObject): number {
  const condition = statusOf(object).conditions?.find(({ type }) => type === "Ready");
  return Date.parse(condition?.lastTransitionTime ?? "");
}

function createdAt({ metadata }: KubernetesObject): number {
  return new Date(metadata?.creationTimestamp ?? "").getTime();
}
