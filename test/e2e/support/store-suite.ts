import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { skip } from "../../support/skip.ts";
import { fingerprints } from "../../support/withheld.ts";
import { findCanaries } from "./canaries.ts";
import { type Backend, StoreStack, type Values } from "./store-stack.ts";

/** What a test of one backend adds to the suite. */
export interface Expectations {
  /** After everything went: what the store itself still holds. */
  readonly leavesNothing?: (stack: StoreStack) => Promise<void>;
}

/** What `rotate` has to say. */
interface Proof {
  readonly restarted: readonly string[];
  readonly strays: readonly string[];
  readonly faults: readonly string[];
}

/** Tests that hold for every place that secrets can be kept in, from nothing to nothing. */
export function provesStore(backend: Backend, { leavesNothing }: Expectations = {}): void {
  const stack = new StoreStack(backend);
  let first: Values;
  /** Values that a rotation has taken out of use. */
  const earlier: string[] = [];

  before(() => stack.prepare());
  after(() => stack.checkout.remove());
  stopsAtTheFirstFailure();

  it("brings secrets and certificates into an empty cluster at the first try", async () => {
    await stack.succeed("up", "--yes");
    first = await stack.secret("imprun-jwt");
    assert.deepEqual(Object.keys(first), ["JWT_SECRET"]);
    assert.ok(/^[A-Za-z0-9]{64}$/.test(first.JWT_SECRET ?? ""), "the key is not 64 letters and digits");
    const { "redis-password": password = "" } = await stack.secret("imprun-redis");
    assert.ok(/^[A-Za-z0-9]{32}$/.test(password), "the password is not 32 letters and digits");
    assert.deepEqual(fingerprints(await stack.secret("imprun-github")), fingerprints(github(stack)));
    for (const part of ["imprun-server", "imprun-console"]) {
      const { "tls.crt": certificate = "" } = await stack.secret(`imprun-${part}-tls`);
      assert.ok(certificate.startsWith("-----BEGIN CERTIFICATE-----"), `${part} has no certificate`);
    }
  });

  it("changes nothing the second time", async () => {
    assert.deepEqual((await stack.succeed<{ changes: unknown }>("up", "--yes")).changes, []);
  });

  it("rotates one key: the value before it stays, and its consumers alone are restarted", async () => {
    const pods = await stack.pods();
    const identity = await stack.identity("imprun-jwt");
    stack.writeStack(2);
    await backend.rotate?.(stack);
    await stack.succeed("up", "--yes");
    const second = await stack.secret("imprun-jwt");
    assert.deepEqual(Object.keys(second).sort(), ["JWT_SECRET", "JWT_SECRET_PREVIOUS"]);
    const [was, is] = [fingerprints(first), fingerprints(second)];
    assert.notEqual(is.JWT_SECRET, was.JWT_SECRET);
    assert.equal(is.JWT_SECRET_PREVIOUS, was.JWT_SECRET);
    assert.equal(await stack.identity("imprun-jwt"), identity, "the Secret was gone for a moment");
    const { "imprun-server": restarted, ...others } = await stack.pods();
    const { "imprun-server": server, ...kept } = pods;
    assert.ok((server ?? []).length > 0 && (restarted ?? []).every((id) => !server?.includes(id)));
    assert.deepEqual(others, kept);
    assert.ok(
      (await stack.since("imprun-server")) >= (await stack.written("imprun-jwt")),
      "a pod was ahead of its Secret",
    );
    assert.deepEqual((await stack.succeed<{ changes: unknown }>("up", "--yes")).changes, []);
  });

  it("rotates at one command, given values too, and proves it", async () => {
    const names = ["imprun-github", "imprun-redis"];
    const before = await Promise.all(names.map((name) => stack.secret(name)));
    const pods = await stack.pods();
    earlier.push(...before.flatMap((secret) => Object.values(secret)));
    const given = await stack.renew();
    const proof = await stack.succeed<Proof>(`rotate ${names.join(" ")}`, "--yes", ...given);
    assert.deepEqual([...proof.restarted].sort(), [
      "Deployment/imprun-system/imprun-imprun-server",
      "StatefulSet/imprun-system/imprun-redis",
    ]);
    assert.deepEqual([proof.strays, proof.faults], [[], []]);
    assert.deepEqual(fingerprints(await stack.secret("imprun-github")), fingerprints(github(stack)));
    const { "redis-password": replaced } = fingerprints(before[1] ?? {});
    assert.notEqual(fingerprints(await stack.secret("imprun-redis"))["redis-password"], replaced);
    const now = await stack.pods();
    for (const part of ["imprun-server", "redis"])
      assert.ok(pods[part]?.length && now[part]?.length && now[part].every((id) => !pods[part]?.includes(id)), part);
    for (const part of ["imprun-console", "imp-runtime-exporter", "mongodb"]) assert.deepEqual(now[part], pods[part]);
    assert.deepEqual((await stack.succeed<{ changes: unknown }>("up", "--yes")).changes, []);
  });

  it("shows no value anywhere outside the Secrets", async () => {
    const generated = await stack.secret("imprun-mongodb");
    const second = await stack.secret("imprun-jwt");
    const values = [stack.given, first, second, generated].flatMap((secret) => Object.values(secret));
    values.push(...earlier, ...Object.values(await stack.secret("imprun-redis")), ...(backend.keys ?? []));
    const { hits, places } = await findCanaries(stack, values);
    assert.deepEqual(hits, ["Secrets of the cluster"], `searched: ${places.join(", ")}`);
  });

  it("goes, and leaves nothing", async () => {
    const { code, stdout, stderr } = await stack.run("pulumi destroy", "--yes", "--skip-preview");
    assert.equal(code, 0, `${stdout}${stderr}`);
    const { items } = await stack.core.listNamespace();
    const ours = ["imprun-system", "cert-manager", "external-secrets"];
    assert.deepEqual(
      items.map(({ metadata }) => metadata?.name ?? "").filter((name) => ours.includes(name)),
      [],
    );
    await leavesNothing?.(stack);
    await stack.succeed("down", "--yes");
    assert.equal(existsSync(join(stack.checkout.directory, ".sandbox", "dev")), false);
  });
}

/** What the Secret of given and composed values has to hold. */
function github({ given: { githubClientId, githubClientSecret } }: StoreStack): Values {
  const url = `https://${githubClientId}:${githubClientSecret}@example.dev`;
  return { CLIENT_ID: githubClientId, CLIENT_SECRET: githubClientSecret, url };
}

/** Each step stands on the one before: after a failure the others would only wait for what cannot come. */
function stopsAtTheFirstFailure(): void {
  let failed: string | undefined;
  beforeEach(function () {
    if (failed !== undefined) skip(this, `'${failed}' failed before it`);
  });
  afterEach(function () {
    if (this.currentTest?.state === "failed") failed = this.currentTest.title;
  });
}
