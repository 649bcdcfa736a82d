import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { catalog } from "../../src/catalog/catalog.ts";
import { isObject, type JsonObject, sortKeys } from "../../src/core/json.ts";
import { decide } from "../../src/operate/context.ts";
import { renderPlan } from "../../src/operate/render/render.ts";
import { Checkout } from "../e2e/support/checkout.ts";
import { vendorStandIns } from "../e2e/support/stand-ins.ts";
import { toolPath } from "../support/tools.ts";

const deliveredStack = "Pulumi.delivered.yaml";

describe("export", function () {
  this.timeout(300_000);
  const checkout = new Checkout();
  const out = join(checkout.directory, "deploy");
  const run = (...args: readonly string[]) => checkout.run("export", "--out", out, ...args);

  before(async () => {
    toolPath("kustomize");
    checkout.write(deliveredStack, readFileSync("test/fixtures/stacks/delivered.yaml", "utf8"));
    await vendorStandIns(
      checkout,
      catalog.map(({ name }) => name),
    );
  });

  after(() => checkout.remove());

  it("writes what real kustomize builds to exactly the objects of each environment", async () => {
    const { code, stderr } = await run("--stack", "staging,prod,delivered");
    assert.equal(code, 0, stderr);
    for (const stack of ["staging", "prod", "delivered"]) {
      const built = byName(build(join(out, "overlays", stack)), "");
      const planned = await rendered(checkout, stack);
      assert.deepEqual([...built.keys()].sort(), [...planned.keys()].sort(), stack);
      for (const [name, texts] of planned) {
        const text = built.get(name) ?? "";
        if (!texts.has(text)) assert.equal(text, [...texts][0], `${stack}: ${name}`);
      }
      assert.ok(built.size > 10);
    }
  });

  it("has in base what the environments share, and in the overlays what is their own", () => {
    const server = (folder: string, ending: string) =>
      readFileSync(join(out, folder, "imprun", `imprun-system.deployment.apps.imprun-imprun-server.${ending}`), "utf8");
    const [container] = parse(server("base", "yaml")).spec.template.spec.containers;
    assert.deepEqual([container.name, container.image], ["imprun-server", undefined]);
    assert.match(server("overlays/staging", "patch.yaml"), /imprun-server:staging/);
    assert.match(server("overlays/prod", "patch.yaml"), /imprun-server:v1\.2\.3/);
    const units = (folder: string) => readdirSync(join(out, folder));
    const others = [...units("overlays/staging"), ...units("overlays/prod")];
    const alone = units("overlays/delivered").filter((unit) => !others.includes(unit));
    assert.deepEqual(alone, ["web"]);
    assert.equal(units("base").includes("web"), false);
  });

  it("lets each app be built by itself, as the source of its Application", () => {
    const [kinds, whole] = [build(join(out, "overlays/delivered/web")), build(join(out, "overlays/delivered"))];
    assert.ok(kinds.length > 3 && kinds.length < whole.length);
    const root = whole.find(
      ({ kind, metadata }) => kind === "Application" && Object(metadata).name === "platform-apps",
    );
    assert.equal(Object(root?.spec).source.path, "deploy/applications/delivered");
    const [application] = build(join(out, "applications/delivered"));
    assert.equal(Object(application?.spec).source.path, "deploy/overlays/delivered/web");
  });

  it("runs migrations as PreSync hooks in waves, after their account and policy", () => {
    const hooks = build(join(out, "overlays/delivered/web")).flatMap(({ kind, metadata }) => {
      const annotations = Object(Object(metadata).annotations);
      return annotations["argocd.argoproj.io/hook"] === "PreSync"
        ? [[annotations["argocd.argoproj.io/sync-wave"], kind]]
        : [];
    });
    assert.deepEqual(
      hooks.sort((a, b) => Number(a[0]) - Number(b[0]) || String(a[1]).localeCompare(String(b[1]))),
      [
        ["-6", "NetworkPolicy"],
        ["-6", "ServiceAccount"],
        ["-5", "Job"],
        ["-4", "Job"],
        ["-3", "Job"],
      ],
    );
  });

  it("holds no Secret with data", () => {
    for (const file of readdirSync(out, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".yaml"),
    )) {
      const content = parse(readFileSync(join(out, file), "utf8"));
      assert.ok(content.kind !== "Secret" || (content.data ?? content.stringData) === undefined, file);
    }
  });

  it("says that nothing changed the second time, and removes what an environment no longer has", async () => {
    const again = await run("--stack", "staging,prod,delivered", "--json");
    assert.deepEqual(
      { ...JSON.parse(again.stdout).data, folder: "" },
      { folder: "", added: [], changed: [], removed: [], leftOut: [] },
    );
    const less = await run("--stack", "staging,prod", "--json");
    assert.ok(
      JSON.parse(less.stdout).data.removed.includes("applications/delivered/web.yaml") ||
        less.stdout.includes("applications/delivered"),
    );
    assert.equal(existsSync(join(out, "overlays/delivered")), false);
    assert.equal(build(join(out, "overlays/prod")).length > 10, true);
  });

  it("refuses a store whose values git cannot have, and a folder that is somebody else's", async () => {
    const dev = await run("--stack", "dev");
    assert.equal(dev.code, 1);
    assert.match(dev.stderr, /'pulumi' keeps imprun-jwt, imprun-mongodb, imprun-redis where git cannot have them/);
    checkout.write("deploy/mine.txt", "");
    const foreign = await run("--stack", "prod");
    assert.equal(foreign.code, 1);
    assert.match(foreign.stderr, /holds mine\.txt; give an empty folder, or move that away/);
    assert.equal(existsSync(join(out, "overlays/prod")), true);
  });
});

function build(folder: string): readonly JsonObject[] {
  const output = execFileSync(toolPath("kustomize"), ["build", folder], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return parseAllDocuments(output, { version: "1.1" }).map((document) => document.toJS() as JsonObject);
}

/** Objects as text by their names; what charts leave to Helm's `--namespace` is written out. */
function byName(objects: readonly JsonObject[], namespace: string): ReadonlyMap<string, string> {
  return new Map(
    objects.map((object) => {
      const { metadata, ...rest } = object;
      const { namespace: own = namespace, ...named } = isObject(metadata) ? metadata : {};
      return [
        [object.apiVersion, object.kind, named.name, own].join("/"),
        JSON.stringify(sortKeys({ metadata: named, ...rest })),
      ];
    }),
  );
}

/** What the plan renders to, but for Secrets that the program or a store brings. */
async function rendered(checkout: Checkout, stack: string): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const terminal = { coloured: false, interactive: false, say: () => {} };
  const { signal } = new AbortController();
  const { plan } = await decide({ directory: checkout.directory, stack, override: {}, yes: false, signal, terminal });
  const { objects, skipped } = await renderPlan(plan, checkout.directory, toolPath("helm"));
  assert.deepEqual(skipped, {});
  // Two charts may bring the same definition.
  const known = new Map<string, Set<string>>();
  for (const { id, object, release } of objects.filter(
    ({ object, release }) => release !== undefined || object.kind !== "Secret",
  )) {
    const [first = "", ...rest] = id.split("/");
    const namespace = release !== undefined && rest.length === 2 ? first : "";
    for (const [name, text] of byName([object], namespace)) known.set(name, new Set(known.get(name)).add(text));
  }
  return known;
}
