import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { TOOLS } from "../../sandbox/tools/catalog.ts";
import { skip } from "../support/skip.ts";
import { run, succeed } from "./command.ts";
import { type BareMachine, bareMachine, fakeCompiler } from "./fake-programs.ts";

interface Tools {
  tools: Record<string, string>;
}

describe("the programs of the sandbox", function () {
  this.timeout(60_000);
  let machine: BareMachine;
  beforeEach(async () => {
    machine = await bareMachine();
  });
  afterEach(() => machine.remove());

  const helmVersion = TOOLS.get("helm")?.version;

  /** Everything a failed installation may leave is the folder for the next try. */
  function assertNothingInstalled(): void {
    const files = readdirSync(machine.cache, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    assert.deepEqual(
      files.map(({ name }) => name),
      [],
    );
  }

  it("without Go and without network: one message names everything missing and the ways to get it", async () => {
    for (const command of [
      ["tools", ...TOOLS.keys()],
      ["up", "--name", "test-bare", "--directory", path.join(machine.cache, "..", "s")],
    ]) {
      const { code, stderr } = await run(command, machine.variables);
      assert.equal(code, 1);
      assert.match(stderr, /^Missing, and there is no way to get them here: downloads are switched off.*no Go/);
      for (const name of ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok"]) {
        assert.ok(stderr.includes(`  - ${name} ${TOOLS.get(name)?.version}\n`), name);
      }
      assert.match(stderr, /install Go .*let this machine reach .*on PATH.*copy the folder/s);
      assert.doesNotMatch(stderr, /\n\s+at /);
    }
  });

  it("a program on PATH in the right version is used, one in another version is not", async () => {
    await machine.put("helm", "echo v3.22.7+g1234567");
    assert.match((await succeed<Tools>(["tools", "helm"], machine.variables)).tools.helm!, /\/bin\/helm$/);
    await machine.put("helm", "echo v3.21.0");
    assert.match((await run(["tools", "helm"], machine.variables)).stderr, new RegExp(`  - helm ${helmVersion}\n`));
    await machine.put("etcd", "echo 'etcd Version: 3.6.9'");
    assert.match((await run(["tools", "etcd"], machine.variables)).stderr, / {2}- etcd v/);
  });

  it("what had to be built is kept: the compiler runs once, for two commands at the same time as well", async () => {
    const calls = path.join(machine.cache, "..", "calls");
    await machine.put("go", fakeCompiler("v3.22.0", calls));
    const both = await Promise.all([
      run<Tools>(["tools", "helm"], machine.variables),
      run<Tools>(["tools", "helm"], machine.variables),
    ]);
    const expected = path.join(machine.cache, "tools", "helm", helmVersion!, "helm");
    assert.deepEqual(
      both.map(({ result }) => result?.tools.helm),
      [expected, expected],
      both[0].stderr,
    );
    assert.match(both[0].stderr + both[1].stderr, /waiting for process \d+, which is installing helm/);
    assert.match(both[0].stderr + both[1].stderr, /building 1 of 1: helm \(\d+s\)/);
    await succeed(["tools", "helm"], machine.variables);
    const lines = readFileSync(calls, "utf8").trim().split("\n");
    assert.equal(lines.length, 1);
    assert.match(lines[0]!, /^build -trimpath -mod=readonly .* helm\.sh\/helm\/v3\/cmd\/helm$/);
  });

  it("no more than two are built at a time, and each is counted", async () => {
    await machine.put("go", "sleep 1; exit 1");
    const { stderr } = await run(["tools", ...TOOLS.keys()], machine.variables);
    assert.match(stderr, new RegExp(`building 1 of ${TOOLS.size}: pulumi \\(0s\\), 2 of ${TOOLS.size}: helm \\(0s\\)`));
    assert.doesNotMatch(stderr, /building[^,\n]*,[^,\n]*,/);
  });

  it("a failed build names the program, shows the end of the output and says what to do", async () => {
    await machine.put(
      "go",
      "for n in $(seq 1 30); do echo line $n >&2; done; echo 'dial tcp: no such host' >&2; exit 1",
    );
    const { code, stderr } = await run(["tools", "helm"], machine.variables);
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`Building helm ${helmVersion} failed`));
    assert.ok(
      stderr.includes("    line 30\n") && stderr.includes("    line 12\n") && !stderr.includes("    line 11\n"),
    );
    assert.match(stderr, /check the network and `go env GOPROXY`/);
    assertNothingInstalled();
  });

  it("a program that states another version than the pinned one is not kept", async () => {
    await machine.put("go", fakeCompiler("v3.99.0"));
    const { code, stderr } = await run(["tools", "helm"], machine.variables);
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`helm ${helmVersion} states version 3\\.99\\.0`));
    assertNothingInstalled();
  });

  it("a full disk is told from the compiler's words: which folder, how much is free, what to do", async () => {
    await machine.put("go", "echo '/tmp/b001/_pkg_.a: write /tmp/b001: no space left on device' >&2; exit 1");
    const { code, stderr } = await run(["tools", "helm"], machine.variables);
    assert.equal(code, 1);
    assert.ok(stderr.includes(`No space left for the programs of the sandbox in ${machine.cache}`));
    assert.match(stderr, /\(\d+ MB free\).*IMPRUN_CACHE=/s);
    assertNothingInstalled();
  });

  it("a disk that is really full leaves nothing half-written", async function () {
    await mkdir(machine.cache);
    if (!mounted(machine.cache)) skip(this, "a file system of its own can be mounted by root only");
    try {
      await machine.put("go", 'while [ "$1" != -o ]; do shift; done; head -c 9000000 /dev/zero > "$2"');
      const { code, stderr } = await run(["tools", "helm"], machine.variables);
      assert.equal(code, 1);
      assert.match(stderr, /No space left for the programs of the sandbox in .*\(\d MB free\)/);
      assertNothingInstalled();
    } finally {
      execFileSync("umount", [machine.cache]);
    }
  });

  it("a cache that cannot be written is named", async () => {
    const variables = { ...machine.variables, IMPRUN_CACHE: "/dev/null/cache" };
    await machine.put("go", fakeCompiler("v3.22.0"));
    const { code, stderr } = await run(["tools", "helm"], variables);
    assert.equal(code, 1);
    assert.match(stderr, /The cache \/dev\/null\/cache cannot be written \(ENOTDIR\)/);
    assert.equal(existsSync(machine.cache), false);
  });
});

function mounted(folder: string): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
