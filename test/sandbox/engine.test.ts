import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { run, succeed } from "./command.ts";
import { type BareMachine, bareMachine } from "./fake-programs.ts";

interface Engine {
  pulumi: string;
  helm: string;
  path: string[];
  plugins: Record<string, "official" | "stand-in">;
  languagePlugin: boolean;
}

const project = path.resolve(import.meta.dirname, "..", "..");
const sdkVersion = (name: string): string =>
  JSON.parse(readFileSync(path.join(project, "node_modules", "@pulumi", name, "package.json"), "utf8")).version;

describe("the engine", function () {
  this.timeout(60_000);
  let machine: BareMachine;
  let variables: NodeJS.ProcessEnv;

  beforeEach(async () => {
    machine = await bareMachine();
    await machine.put(
      "pulumi",
      'if [ "$1" = version ]; then echo v3.258.0; else echo "no plugins here" >&2; exit 1; fi',
    );
    await machine.put("helm", "echo v3.22.0");
    variables = { ...machine.variables, PULUMI_HOME: path.join(machine.cache, "pulumi-home") };
  });
  afterEach(() => machine.remove());

  /** The programs that the engine's folders put on PATH. */
  const provided = (engine: Engine) => engine.path.flatMap((folder) => readdirSync(folder)).sort();

  it("has stand-ins for both providers where the official plugins cannot be had", async () => {
    const engine = await succeed<Engine>(["engine"], variables);
    assert.deepEqual(engine.plugins, { kubernetes: "stand-in", random: "stand-in" });
    assert.equal(engine.languagePlugin, false);
    assert.deepEqual(
      provided(engine).filter((name) => name.startsWith("pulumi-resource-")),
      ["pulumi-resource-kubernetes", "pulumi-resource-random"],
    );
  });

  it("puts a stand-in on PATH for that provider alone whose official plugin is missing", async () => {
    await machine.put("pulumi-resource-kubernetes", "exit 0");
    const engine = await succeed<Engine>(["engine"], variables);
    assert.deepEqual(engine.plugins, { kubernetes: "official", random: "stand-in" });
    assert.deepEqual(
      provided(engine).filter((name) => name.startsWith("pulumi-resource-")),
      ["pulumi-resource-random"],
    );
  });

  it("does not take a stand-in that is on PATH already for the official plugin", async () => {
    const first = await succeed<Engine>(["engine"], variables);
    const PATH = [...first.path, variables.PATH].join(path.delimiter);
    assert.deepEqual(await succeed<Engine>(["engine"], { ...variables, PATH }), first);
    const standIns = path.join(project, "sandbox", "plugins", "bin");
    assert.deepEqual(
      (await succeed<Engine>(["engine"], { ...variables, PATH: `${standIns}:${variables.PATH}` })).plugins,
      first.plugins,
    );
  });

  it("puts the official plugin before a stand-in that comes first on PATH", async () => {
    const first = await succeed<Engine>(["engine"], variables);
    for (const name of ["kubernetes", "random"]) await machine.put(`pulumi-resource-${name}`, "exit 0");
    const PATH = [...first.path, variables.PATH].join(path.delimiter);
    const engine = await succeed<Engine>(["engine"], { ...variables, PATH });
    assert.deepEqual(engine.plugins, { kubernetes: "official", random: "official" });
    const found = execFileSync("/bin/sh", ["-c", "command -v pulumi-resource-random"], {
      encoding: "utf8",
      env: { PATH: [...engine.path, PATH].join(path.delimiter) },
    });
    assert.equal(path.dirname(found.trim()), variables.PATH);
  });

  it("finds official plugins that the engine has installed, in the version of the SDK only", async () => {
    for (const [name, version] of [
      ["kubernetes", sdkVersion("kubernetes")],
      ["random", "1.0.0"],
    ] as const) {
      const folder = path.join(variables.PULUMI_HOME!, "plugins", `resource-${name}-v${version}`);
      await mkdir(folder, { recursive: true });
      await writeFile(path.join(folder, `pulumi-resource-${name}`), "", { mode: 0o755 });
    }
    const engine = await succeed<Engine>(["engine"], variables);
    assert.deepEqual(engine.plugins, { kubernetes: "official", random: "stand-in" });
  });

  it("IMPRUN_PLUGINS=stand-in wins over official plugins", async () => {
    for (const name of ["kubernetes", "random"]) await machine.put(`pulumi-resource-${name}`, "exit 0");
    const engine = await succeed<Engine>(["engine"], { ...variables, IMPRUN_PLUGINS: "stand-in" });
    assert.deepEqual(engine.plugins, { kubernetes: "stand-in", random: "stand-in" });
    assert.ok(existsSync(path.join(engine.path[0]!, "pulumi-resource-random")));
  });

  it("IMPRUN_PLUGINS=official names every plugin that is missing; another value is refused", async () => {
    const missing = await run(["engine"], { ...variables, IMPRUN_PLUGINS: "official" });
    assert.equal(missing.code, 1);
    for (const name of ["kubernetes", "random"]) {
      assert.ok(missing.stderr.includes(`  - pulumi-resource-${name} ${sdkVersion(name)}\n`));
    }
    const wrong = await run(["engine"], { ...variables, IMPRUN_PLUGINS: "fake" });
    assert.equal(wrong.code, 1);
    assert.match(wrong.stderr, /IMPRUN_PLUGINS is "fake"\.\n {2}Allowed are "official" and "stand-in"/);
  });

  it("says that the language plugin is there if it lies on PATH", async () => {
    await machine.put("pulumi-language-nodejs", "exit 0");
    assert.equal((await succeed<Engine>(["engine"], variables)).languagePlugin, true);
  });
});
