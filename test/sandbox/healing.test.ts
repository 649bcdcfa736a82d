import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { condition, connect, container, namespace } from "./cluster.ts";
import { eventually, MAIN, run, succeed, testSandbox } from "./command.ts";
import { editRecord, pids, runs, type Status, type Up } from "./record.ts";

describe("a sandbox that was hurt", function () {
  this.timeout(240_000);
  const sandbox = testSandbox();
  let server: string;

  before(async () => {
    const up = await succeed<Up>(["up", ...sandbox.at]);
    server = up.server;
    await connect(up.kubeconfig).core.createNamespacedConfigMap({
      namespace,
      body: { metadata: { name: "kept" }, data: { a: "1" } },
    });
  });
  after(() => sandbox.remove());

  async function healed(): Promise<Up> {
    const up = await succeed<Up>(["up", ...sandbox.at]);
    assert.equal(up.started, true);
    const { data } = await connect(up.kubeconfig).core.readNamespacedConfigMap({ name: "kept", namespace });
    assert.deepEqual(data, { a: "1" });
    assert.equal((await succeed<Status>(["status", ...sandbox.at])).healthy, true);
    return up;
  }

  for (const victims of [
    ["etcd"],
    ["kube-apiserver"],
    ["kube-controller-manager", "kube-scheduler", "kwok", "controllers"],
  ]) {
    it(`starts ${victims.join(", ")} again after kill -9, with the same data and address`, async () => {
      const before = await pids(sandbox);
      for (const victim of victims) process.kill(before[victim]!, "SIGKILL");
      const status = await succeed<Status>(["status", ...sandbox.at]);
      assert.equal(status.healthy, false);
      for (const victim of victims) assert.ok(status.problems.includes(`${victim} does not run`), victim);
      assert.equal((await healed()).server, server);
      const after = await pids(sandbox);
      const replaced = Object.keys(after).filter((name) => after[name] !== before[name]);
      assert.deepEqual(replaced.sort(), [...victims].sort());
    });
  }

  it("starts everything anew if the API server hangs", async () => {
    process.kill((await pids(sandbox))["kube-apiserver"]!, "SIGSTOP");
    await healed();
  });

  it("never takes another program for its own because of its process id", async () => {
    const stranger = spawn("sleep", ["600"]);
    try {
      process.kill((await pids(sandbox)).kwok!, "SIGKILL");
      await editRecord(sandbox, (record) => {
        record.processes.kwok!.pid = stranger.pid!;
      });
      assert.equal((await pids(sandbox)).kwok, undefined);
      await healed();
      assert.ok(runs(stranger.pid!));
    } finally {
      stranger.kill();
    }
  });

  it("replaces a process it does not know of any more", async () => {
    const { kwok } = await pids(sandbox);
    await editRecord(sandbox, (record) => {
      delete record.processes.kwok;
    });
    await healed();
    assert.equal(runs(kwok!), false);
  });

  it("nodes that were away so long that they were given up come back, and their pods get ready again", async () => {
    const cluster = connect((await succeed<Up>(["up", ...sandbox.at])).kubeconfig);
    await cluster.pod("patient", { containers: [container("app:1")] });
    await cluster.podThat("patient", "is ready", (pod) => condition(pod, "Ready") === "True");
    process.kill((await pids(sandbox)).kwok!, "SIGKILL");
    await eventually("the pod is not ready", 120, async () => {
      const pod = await cluster.core.readNamespacedPod({ name: "patient", namespace });
      return condition(pod, "Ready") === "False" ? true : undefined;
    });
    await healed();
    const pod = await cluster.podThat("patient", "is ready again", (seen) => condition(seen, "Ready") === "True");
    assert.equal(pod.status?.containerStatuses?.[0]?.restartCount, 0);
  });

  it("moves to another port if its own was taken meanwhile, and says so", async () => {
    const port = Number(new URL(server).port);
    const pid = (await pids(sandbox))["kube-apiserver"]!;
    process.kill(pid, "SIGKILL");
    await eventually("the port is free", 10, async () => (runs(pid) ? undefined : true));
    const thief = createServer();
    await new Promise<void>((resolve) => thief.listen(port, "127.0.0.1", resolve));
    try {
      const { code, stderr, result } = await run<Up>(["up", ...sandbox.at]);
      assert.equal(code, 0, stderr);
      assert.match(stderr, new RegExp(`port ${port} of kube-apiserver is taken.*: using \\d+ from now on`));
      assert.notEqual(result?.server, server);
      await connect(result!.kubeconfig).core.readNamespacedConfigMap({ name: "kept", namespace });
      assert.equal((await succeed<Status>(["status", ...sandbox.at])).healthy, true);
    } finally {
      thief.close();
    }
  });
});

describe("a sandbox whose start was interrupted", function () {
  this.timeout(240_000);

  for (const [signal, milliseconds] of [
    ["SIGINT", 300],
    ["SIGINT", 1500],
    ["SIGKILL", 600],
    ["SIGKILL", 3000],
  ] as const) {
    it(`by ${signal} after ${milliseconds} ms comes up the next time, and goes down without a trace`, async () => {
      const sandbox = testSandbox();
      try {
        await interrupted(sandbox.at, signal, milliseconds);
        const up = await succeed<Up>(["up", ...sandbox.at]);
        await connect(up.kubeconfig).core.listNode();
        assert.equal((await succeed<{ stopped: number }>(["down", ...sandbox.at])).stopped, 6);
      } finally {
        await sandbox.remove();
      }
    });
  }

  it("before it had noted anything comes up and goes down as well", async () => {
    const sandbox = testSandbox();
    try {
      await mkdir(sandbox.directory, { recursive: true });
      await writeFile(path.join(sandbox.directory, "sandbox.json.draft"), "{");
      await succeed(["down", ...sandbox.at]);
      assert.equal(existsSync(sandbox.directory), false);
      await mkdir(sandbox.directory);
      await writeFile(path.join(sandbox.directory, "sandbox.json.draft"), "{");
      assert.equal((await succeed<Up>(["up", ...sandbox.at])).started, true);
    } finally {
      await sandbox.remove();
    }
  });

  it("can be thrown away at once", async () => {
    const sandbox = testSandbox();
    await interrupted(sandbox.at, "SIGKILL", 1000);
    await succeed(["down", ...sandbox.at]);
    assert.equal(existsSync(sandbox.directory), false);
    await sandbox.remove();
  });
});

function interrupted(at: string[], signal: NodeJS.Signals, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [MAIN, "up", ...at], { stdio: "ignore" });
    const timer = setTimeout(() => child.kill(signal), milliseconds);
    child.once("exit", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
