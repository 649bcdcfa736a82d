import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { MAIN, run, testSandbox } from "./command.ts";

describe("mistakes with a sandbox", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "sandbox-mistakes-"));
    await writeFile(path.join(folder, "mine.txt"), "");
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("a folder with other things in it is neither used nor removed", async () => {
    const at = ["--name", "test-mistake", "--directory", folder];
    const up = await run(["up", ...at]);
    assert.equal(up.code, 1);
    assert.match(up.stderr, /is not empty and not a sandbox\.\n {2}Choose another folder with --directory\.\n$/);
    const down = await run(["down", ...at]);
    assert.equal(down.code, 1);
    assert.match(down.stderr, /is not a sandbox: nothing was removed/);
    assert.ok(existsSync(path.join(folder, "mine.txt")));
  });

  it("a name that could be a path is refused", async () => {
    const { code, stderr } = await run(["down", "--name", "../other"]);
    assert.equal(code, 1);
    assert.match(stderr, /"\.\.\/other" cannot be a sandbox's name\.\n {2}Allowed are/);
  });

  it("a wanted port that is taken is named, with who has it", async () => {
    const server = await listening();
    const sandbox = testSandbox();
    try {
      const port = portOf(server);
      const { code, stderr } = await run(["up", ...sandbox.at, "--port", String(port)]);
      assert.equal(code, 1);
      const holder = process.platform === "linux" ? ` by process ${process.pid} \\(.+\\)` : "( by .+)?";
      assert.match(stderr, new RegExp(`^Port ${port} is taken${holder}\\.\\n  Choose another one with --port`));
      assert.equal(existsSync(sandbox.directory), false);
    } finally {
      server.close();
      await sandbox.remove();
    }
  });

  for (const [wrong, message] of [
    [["up"], /required option '--name <name>' not specified/],
    [["up", "--name", "x", "--nodes", "0"], /whole number from 1 to 100/],
    [
      ["logs", "--name", "x", "--process", "nginx"],
      /There is no process "nginx"\.\n {2}There are: etcd, kube-apiserver/,
    ],
    [["tools", "kubectl"], /Unknown tool: kubectl\.\n {2}Known are: pulumi, helm, etcd/],
  ] as const) {
    it(`sandbox ${wrong.join(" ")}`, async () => {
      const { code, stderr } = await run([...wrong]);
      assert.equal(code, 1);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /\n\s+at /);
    });
  }

  for (const command of ["tools", "engine", "up", "down", "status", "logs"]) {
    it(`${command} --help says what it does`, () => {
      const help = execFileSync(process.execPath, [MAIN, command, "--help"], { encoding: "utf8" });
      assert.match(help, new RegExp(`^Usage: sandbox ${command} `));
    });
  }
});

function listening(): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}

function portOf(server: Server): number {
  const address = server.address();
  assert.ok(address !== null && typeof address !== "string");
  return address.port;
}
