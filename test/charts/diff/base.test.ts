import { deepEqual, doesNotMatch, equal, match } from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canary, Shop } from "./shop.ts";

describe("diff between two commits", function () {
  this.timeout(300_000);
  let shop: Shop;

  beforeEach(() => {
    shop = new Shop();
  });

  afterEach(() => shop.remove());

  async function changes(...args: readonly string[]) {
    const { code, stdout, stderr } = await shop.difference("--json", ...args);
    const { data } = JSON.parse(stdout || "{}");
    return { code, stderr, changes: data.changes as readonly object[], radius: data.blastRadius };
  }

  it("is nothing where nothing was rendered differently", async () => {
    shop.write("notes.txt", "of no account");
    deepEqual(await changes(), {
      code: 0,
      stderr: "",
      changes: [],
      radius: { affected: [], unacknowledged: [], unneeded: [] },
    });
  });

  it("shows a changed value at the object that it is in", async () => {
    shop.stack({ replicas: 5 });
    const { code, changes: found } = await changes();
    equal(code, 2);
    deepEqual(found, [{ id: "shop/Deployment/web", change: "changed", risk: "rest", reasons: [], pods: 5 }]);
    const { stdout } = await shop.run("diff", "--stack", "shop", "--base", "HEAD~1");
    match(stdout, /^-\s+replicas: 3\n\+\s+replicas: 5$/m);
  });

  it("shows what an upgraded chart restarts", async () => {
    shop.chart("1.1.0");
    deepEqual((await changes()).changes, [
      { id: "shop/Deployment/web", change: "changed", risk: "restart", reasons: ["restarts 3 pods"], pods: 3 },
    ]);
  });

  it("wants a deleted volume claim acknowledged, on the command line or in the stack file", async () => {
    shop.stack({ volume: false });
    const claim = "shop/PersistentVolumeClaim/web";
    const first = await changes("--gate");
    equal(first.code, 2);
    deepEqual(first.changes, [
      { id: claim, change: "removed", risk: "data loss", reasons: ["its volume goes with it"], pods: 0 },
    ]);
    deepEqual(first.radius.unacknowledged, [claim]);
    const named = await shop.run("diff", "--stack", "shop", "--base", "HEAD~1", "--gate", "--acknowledge", claim);
    equal(named.code, 0, named.stderr);
    shop.stack({ volume: false }, { blastRadius: { acknowledged: [claim] } });
    const { code } = await shop.run("diff", "--stack", "shop", "--base", "HEAD~1", "--gate");
    equal(code, 0);
  });

  it("shows who may do more", async () => {
    shop.stack({ verbs: ["get", "delete"] });
    deepEqual((await changes()).changes, [
      { id: "shop/Role/web", change: "changed", risk: "RBAC", reasons: ["may delete configmaps"], pods: 0 },
    ]);
  });

  it("tells that a secret value is another one, and never the value", async () => {
    shop.stack({ prefix: "second" });
    const folder = mkdtempSync(join(tmpdir(), "saved-"));
    const saved = join(folder, "report.md");
    const { code, stdout, stderr } = await shop.difference("--markdown", "--save", saved);
    equal(code, 2, stderr);
    match(stdout, /\+ {2}password: "\[masked, another value\]"/);
    doesNotMatch(stdout, /\+ {2}user/);
    const cache = process.env.IMPRUN_CACHE ?? join(process.env.HOME ?? "", ".cache", "imprun-platform");
    const kept = readdirSync(join(cache, "rendered")).map((file) =>
      readFileSync(join(cache, "rendered", file), "utf8"),
    );
    const render = await shop.run("render", "--stack", "shop");
    match(render.stdout, /password: "\[masked\]"/);
    const texts = [stdout, stderr, render.stdout, render.stderr, readFileSync(saved, "utf8"), ...kept];
    rmSync(folder, { recursive: true });
    deepEqual(
      texts.filter(
        (text) => text.includes(canary) || text.includes(Buffer.from(canary).toString("base64").slice(4, -4)),
      ),
      [],
    );
  });
});

describe("diff and render that cannot be", function () {
  this.timeout(300_000);
  let shop: Shop;

  before(() => {
    shop = new Shop();
  });

  after(() => shop.remove());

  it("say so for a ref that git does not know", async () => {
    const { code, stdout, stderr } = await shop.run("diff", "--stack", "shop", "--base", "origin/nowhere");
    deepEqual([code, stdout], [1, ""]);
    match(stderr, /--base: git knows no commit 'origin\/nowhere'/);
  });

  it("say so where there is no repository", async () => {
    rmSync(join(shop.directory, ".git"), { recursive: true });
    const { code, stdout, stderr } = await shop.run("diff", "--stack", "shop", "--base", "HEAD");
    deepEqual([code, stdout], [1, ""]);
    match(stderr, /is not a git repository/);
  });

  it("name each chart that is missing or not locked, and write nothing", async () => {
    shop.stack({}, { components: { "external-secrets": {}, reloader: {} } });
    shop.edit("charts.lock.yaml", ({ archives }) => {
      const kept = Object.entries(archives ?? {}).filter(([name]) => !name.startsWith("reloader"));
      return { archives: Object.fromEntries(kept) };
    });
    rmSync(join(shop.directory, "vendor"), { recursive: true, force: true });
    const { code, stdout, stderr } = await shop.run("render", "--stack", "shop", "--out", join(shop.directory, "out"));
    deepEqual([code, stdout], [1, ""]);
    match(stderr, /cannot be rendered, and nothing was written\./);
    match(stderr, /release reloader: charts\.lock\.yaml does not name reloader-\S+\.tgz; run: \.\/imprun charts lock/);
    match(
      stderr,
      /release external-secrets: vendor\/charts\/external-secrets-\S+\.tgz is not there; run: .* charts vendor/,
    );
    equal(readdirSync(shop.directory).includes("out"), false);
  });
});
