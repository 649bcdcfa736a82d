import { deepEqual, equal } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { root } from "../support/stack.ts";

/** Every TypeScript file below a folder, relative to the root. */
function sources(folder: string): readonly string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

describe("the project's own rules", () => {
  it("no code knows the reference product: only the command's name has it", () => {
    const knowing = sources("src").filter((file) => /imprun/i.test(readFileSync(join(root, file), "utf8")));
    deepEqual(knowing, ["src/core/command.ts"]);
  });

  it("no file is longer than 200 lines", () => {
    const folders = ["src", "sandbox", "policy", "bench", "test", ".githooks"];
    const long = folders
      .flatMap(sources)
      .filter((file) => readFileSync(join(root, file), "utf8").trimEnd().split("\n").length > 200);
    deepEqual(long, []);
  });

  it("no source is ignored by git: what is here is in every clone", () => {
    const args = ["ls-files", "--others", "--ignored", "--exclude-standard", "--", "*.ts", "*.tpl", "charts", "test"];
    const { stdout } = spawnSync("git", args, { cwd: root, encoding: "utf8" });
    deepEqual(
      stdout.split("\n").filter((file) => file !== "" && !/^(node_modules|vendor|\.)/.test(file)),
      [],
    );
  });

  it("git ignores what must never be committed", () => {
    const files = ["kubeconfig", "prod.kubeconfig", ".env", "tls.key", "ca.pem", "keys.txt", "team.age", "a.dec.yaml"];
    const never = [...files, ".sandbox/dev/state/a.json", "rendered/prod/a.yaml", "export/prod/a.yaml"];
    const { stdout } = spawnSync("git", ["check-ignore", "--no-index", ...never], { cwd: root, encoding: "utf8" });
    deepEqual(stdout.trim().split("\n"), never);
  });

  it("every place that names the Node to use names the same", () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    equal(readFileSync(join(root, ".nvmrc"), "utf8").trim(), dependencies.node);
  });

  it("the lock file has every package that some platform needs, so that a clean install works on each", () => {
    interface Locked {
      readonly version?: string;
      readonly optionalDependencies?: Readonly<Record<string, string>>;
    }
    const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
    const packages: Readonly<Record<string, Locked>> = lock.packages;
    const held = new Set(Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, "")));
    const missing = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
      Object.keys(optionalDependencies).filter((name) => !held.has(name)),
    );
    deepEqual(missing, []);
  });
});

/** A file, and an import in it that turns against the direction in which data flows. */
const forbidden: Readonly<Record<string, string>> = {
  "src/core/a.ts": "../config/settings.ts",
  "src/rules/a.ts": "../catalog/catalog.ts",
  "src/catalog/a.ts": "../plan/plan.ts",
  "src/config/a.ts": "../plan/plan.ts",
  "src/config/checks/a.ts": "@pulumi/pulumi",
  "src/plan/a.ts": "../resources/release.ts",
  "src/resources/a.ts": "../operate/report.ts",
  "src/operate/a.ts": "../resources/release.ts",
  "src/operate/b.ts": "../../sandbox/main.ts",
  "sandbox/a.ts": "../src/core/names.ts",
};

/** The same files, with an import that goes the right way. */
const right: Readonly<Record<string, string>> = {
  "src/config/a.ts": "../core/names.ts",
  "src/config/load.ts": "@pulumi/pulumi",
  "src/plan/a.ts": "../config/settings.ts",
  "src/resources/a.ts": "@pulumi/pulumi",
  "src/operate/a.ts": "../plan/plan.ts",
};

describe("imports", () => {
  it("against the flow of data are refused by the linter", () => {
    deepEqual([...refusedImports(forbidden)].sort(), Object.keys(forbidden).sort());
  });

  it("with the flow pass", () => {
    deepEqual([...refusedImports(right)], []);
  });
});

/** Lints the given files in a folder of their own; returns those whose import is refused. */
function refusedImports(files: Readonly<Record<string, string>>): ReadonlySet<string> {
  const folder = mkdtempSync(join(tmpdir(), "imports-"));
  try {
    for (const name of ["biome.json", ".gitignore"]) cpSync(join(root, name), join(folder, name));
    for (const [file, from] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), `import * as other from "${from}";\n\nexport const all = other;\n`);
    }
    const biome = join(root, "node_modules", "@biomejs", "biome", "bin", "biome");
    const args = ["lint", "--only=style/noRestrictedImports", "--reporter=json", "."];
    const { stdout, stderr } = spawnSync(process.execPath, [biome, ...args], { cwd: folder, encoding: "utf8" });
    equal(stdout.startsWith("{"), true, stderr);
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly Diagnostic[] };
    return new Set(diagnostics.map(({ location }) => fileOf(location)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Diagnostic {
  readonly location: { readonly path: string | { readonly file: string } };
}

function fileOf({ path }: Diagnostic["location"]): string {
  return typeof path === "string" ? path : path.file;
}
