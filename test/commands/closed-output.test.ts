import { equal } from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { root } from "../support/stack.ts";

const run = (...args: readonly string[]) =>
  spawn(process.execPath, ["--disable-warning=ExperimentalWarning", join(root, "src/cli.ts"), ...args], { cwd: root });

describe("a command whose output nobody reads any more", function () {
  this.timeout(60_000);

  it("ends as it would have, and says nothing of it", async () => {
    const command = run("stacks", "--json");
    command.stdout.destroy();
    let told = "";
    command.stderr.setEncoding("utf8").on("data", (text: string) => {
      told += text;
    });
    const [code] = await once(command, "close");
    equal(code, 0, told);
    equal(told, "");
  });

  it("ends although it has something to complain of", async () => {
    const command = run("plan", "--stack", "nowhere");
    command.stdout.destroy();
    command.stderr.destroy();
    const [code] = await once(command, "exit");
    equal(code, 1);
  });
});
