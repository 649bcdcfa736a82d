import { deepEqual, equal } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { parse } from "yaml";
import { root } from "../support/stack.ts";

const folder = join(root, ".github", "workflows");
const workflows = readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), "utf8")] as const);
const connect = readFileSync(join(root, ".github", "actions", "connect", "action.yaml"), "utf8");

describe("workflows", () => {
  for (const [file, text] of [...workflows, ["action connect", connect] as const]) {
    it(`${file} pins every action to a commit, with its version beside it`, () => {
      const loose = [...text.matchAll(/uses: (.*)/g)]
        .map(([, action = ""]) => action)
        .filter((action) => !action.startsWith("./") && !/^[-\w./]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action));
      deepEqual(loose, []);
    });
  }

  for (const [file, text] of workflows) {
    it(`${file} gives no job more than it names, and ends each in time`, () => {
      const { permissions, jobs } = parse(text) as {
        permissions: Readonly<Record<string, string>>;
        jobs: Readonly<Record<string, { uses?: string; "timeout-minutes"?: number }>>;
      };
      equal(Object.values(permissions).includes("write"), false);
      // A workflow that is called ends its own jobs.
      for (const [name, job] of Object.entries(jobs).filter(([, { uses }]) => uses === undefined))
        equal((job["timeout-minutes"] ?? 999) <= 90, true, name);
    });

    it(`${file} puts nothing that a stranger may write into a script`, () => {
      const scripts = [...text.matchAll(/run: (?:\|\n((?: {10}.*\n)+)|(.*))/g)].map(
        ([, block, line]) => block ?? line ?? "",
      );
      deepEqual(
        scripts.filter((script) => script.includes("$" + "{{")),
        [],
      );
    });
  }
});

describe("what is not merged", () => {
  it("reaches no environment but one of its own", () => {
    const of = (file: string): Readonly<Record<string, { environment?: string }>> =>
      parse(readFileSync(join(folder, file), "utf8")).jobs;
    const places = Object.values(of("pull-request.yaml")).flatMap(({ environment }) => environment ?? []);
    deepEqual(places, [`$${"{{ matrix.stack }}"}-pull-request`]);
    const others = readdirSync(folder).filter((file) => file !== "pull-request.yaml");
    for (const { environment = "" } of others.flatMap((file) => Object.values(of(file))))
      equal(environment.endsWith("-pull-request"), false);
  });

  it("is installed without any package's script, but the pinned Node's", () => {
    const launcher = readFileSync(join(root, "imprun"), "utf8");
    const [, installs] = /cd "\$root" && (npm [^)]+)\)/.exec(launcher) ?? [];
    equal(installs, "npm ci --ignore-scripts --no-audit --no-fund && npm rebuild --ignore-scripts=false node");
  });

  it("cannot write the comment: that job runs what the base has", () => {
    const { jobs } = parse(readFileSync(join(folder, "comment.yaml"), "utf8"));
    equal(jobs.text.permissions["pull-requests"], undefined);
    equal(jobs.comment.steps[0].with.ref, `$${"{{ github.event.pull_request.base.sha }}"}`);
  });
});

describe("continuous integration", () => {
  it("holds values against the archives of the charts, which nothing else has", () => {
    const { jobs } = parse(readFileSync(join(folder, "ci.yaml"), "utf8")) as {
      readonly jobs: { readonly charts: { readonly steps: readonly { readonly run?: string }[] } };
    };
    const [vendor, verify] = jobs.charts.steps.flatMap(({ run }) => run ?? []);
    deepEqual([vendor, verify], ["./imprun charts vendor", "./imprun charts verify"]);
  });
});

describe("deployment", () => {
  it("begins with the branches that Pulumi.yaml has a stack for", () => {
    const { on } = parse(readFileSync(join(folder, "deploy.yaml"), "utf8"));
    const { config } = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8"));
    const branches = Object.keys(config.deploy.default).map((branch) => branch.replace(/\*$/, "**"));
    deepEqual(on.push.branches, branches);
  });

  it("waits for the environment's approval, after a preview that may only read", () => {
    const { jobs } = parse(readFileSync(join(folder, "deploy.yaml"), "utf8"));
    const stack = "$" + "{{ needs.stack.outputs.stack }}";
    deepEqual([jobs.preview.environment, jobs.deploy.environment], [`${stack}-preview`, stack]);
    deepEqual(jobs.deploy.needs, ["stack", "images", "preview"]);
  });

  it("checks every stack before, and leaves out for a sandbox what it has not", () => {
    const { jobs } = parse(readFileSync(join(folder, "deploy.yaml"), "utf8"));
    const steps: readonly { readonly if?: string; readonly run?: string }[] = jobs.preview.steps;
    const gates = steps.flatMap(({ if: only, run }) => {
      const command = /^\.\/imprun ([a-z ]+?) --/.exec(run ?? "")?.[1];
      return command === undefined ? [] : [[command, only?.includes("!= 'sandbox'") === true]];
    });
    deepEqual(gates, [
      ["check", false],
      ["images resolve", true],
      ["preview", true],
    ]);
    equal(jobs.preview.if.includes("sandbox"), false);
  });

  it("keeps the tools that it has built, and no renderings", () => {
    const { runs } = parse(connect);
    const paths = runs.steps.flatMap(({ with: { path } = {} }: { with?: { path?: string } }) => path ?? []);
    deepEqual(paths, ["~/.cache/imprun-platform/tools"]);
  });

  it("changes a stack once at a time, whatever branch leads to it, and is never cut off", () => {
    const { concurrency, jobs } = parse(readFileSync(join(folder, "deploy.yaml"), "utf8"));
    deepEqual(jobs.deploy.concurrency, { group: `deploy-to-$${"{{ needs.stack.outputs.stack }}"}` });
    deepEqual(concurrency, { group: `deploy-$${"{{ github.ref }}"}` });
  });
});

describe("drift issue", () => {
  /** Runs the script with a `gh` that writes down what it is asked for, and answers with the given issue number. */
  function run(code: string, issue: string): readonly [status: number | null, calls: string] {
    const place = mkdtempSync(join(tmpdir(), "issue-"));
    try {
      const gh = `#!/bin/sh\necho "$1 $2 $3" >>"${place}/calls"\n[ "$2" != list ] || printf '%s' "${issue}"\n`;
      writeFileSync(join(place, "gh"), gh, { mode: 0o755 });
      const { status } = spawnSync(join(root, ".github", "drift-issue"), ["prod", code, "report.md"], {
        env: { PATH: `${place}${delimiter}${process.env.PATH}` },
      });
      return [status, readFileSync(join(place, "calls"), "utf8").trim().split("\n").slice(1).join()];
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  }

  it("is opened, then updated, then closed", () => {
    deepEqual(run("2", ""), [0, "issue create --title"]);
    deepEqual(run("2", "7"), [0, "issue edit 7"]);
    deepEqual(run("0", "7"), [0, "issue close 7"]);
    deepEqual(run("0", ""), [0, ""]);
  });

  it("is left alone when nothing could be told", () => {
    deepEqual(run("1", "7"), [1, ""]);
  });
});
