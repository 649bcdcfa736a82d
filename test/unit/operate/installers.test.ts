import { deepEqual } from "node:assert/strict";
import { installersOf } from "../../../src/operate/recover/installers.ts";
import type { RunningProcess } from "../../../src/operate/recover/running-processes.ts";

const here = { directory: "/checkout", context: "sandbox-dev", kubeconfig: "/checkout/kubeconfig" };
const there = ["--kube-context", "sandbox-dev", "--kubeconfig", "/checkout/kubeconfig"];

function run(pid: number, parent: number, directory: string, ...words: readonly string[]): RunningProcess {
  return { pid, parent, words, directory };
}

describe("what works on a release without an engine", () => {
  const pids = (...processes: readonly RunningProcess[]) => installersOf("shop", processes, here).map(({ pid }) => pid);

  it("is a Helm that changes this release in this cluster", () => {
    deepEqual(pids(run(7, 1, "/", "/opt/helm", "upgrade", "shop", "chart", ...there)), [7]);
    deepEqual(pids(run(7, 1, "/", "helm", "install", "shop", "chart")), [7]);
  });

  it("is no Helm that only reads, or works on another release or cluster", () => {
    deepEqual(pids(run(7, 1, "/", "helm", "history", "shop", ...there)), []);
    deepEqual(pids(run(7, 1, "/", "helm", "install", "cart", "chart", ...there)), []);
    deepEqual(pids(run(7, 1, "/", "helm", "install", "shop", "chart", "--kube-context", "prod")), []);
    deepEqual(pids(run(7, 1, "/", "helm", "install", "shop", "chart", "--kubeconfig=/other/kubeconfig")), []);
  });

  it("is a plugin of this checkout that lost its engine, and no other", () => {
    const plugin = (parent: number, directory: string) =>
      run(7, parent, directory, "/bin/pulumi-resource-kubernetes", "1");
    deepEqual(pids(plugin(1, "/checkout/src")), [7]);
    deepEqual(pids(plugin(5, "/checkout/src"), run(5, 1, "/checkout", "pulumi", "up")), []);
    deepEqual(pids(plugin(1, "/elsewhere/src")), []);
  });
});
