import { equal } from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "../support/stack.ts";

const watch = join(root, "sandbox/plugins/protocol/end-with-engine.ts");

describe("a plugin whose engine was killed", function () {
  this.timeout(60_000);

  it("stays while somebody listens at the engine's address, and ends once nobody does", async () => {
    const engine = createServer((socket) => socket.on("error", () => {})).listen(0, "127.0.0.1");
    await once(engine, "listening");
    const { port } = engine.address() as AddressInfo;
    const code = `import { endWithEngine } from "${watch}"; endWithEngine("127.0.0.1:${port}", 50); setInterval(() => {}, 1000);`;
    const plugin = spawn(process.execPath, ["--input-type=module", "--eval", code], { stdio: "ignore" });
    const ended = once(plugin, "exit");
    try {
      await once(engine, "connection");
      await sleep(300);
      equal(plugin.exitCode, null);
      engine.close();
      const [status] = await ended;
      equal(status, 1);
    } finally {
      plugin.kill("SIGKILL");
      engine.close();
    }
  });
});
