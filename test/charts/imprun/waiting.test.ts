import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { findHelm, one, render } from "./rendering.ts";

/** The program of the init container that waits, as rendered. */
function program(): string {
  const container = one(render("prod"), "Deployment", "imprun-imprun-server").spec?.template.spec?.initContainers?.[0];
  assert.deepEqual(container?.command?.slice(0, 2), ["node", "--eval"]);
  return container?.command?.[2] ?? "";
}

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

describe("imprun chart: waiting for dependencies", () => {
  const servers: Server[] = [];
  const track = <S extends Server>(server: S): S => {
    servers.push(server);
    return server;
  };

  before(findHelm);

  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  it("ends when every target accepts, over TCP or HTTP", async () => {
    const store = await listen(track(createServer()));
    const api = await listen(track(createHttpServer((_request, response) => response.end("ok"))));
    const targets = [`127.0.0.1:${store}`, `http://127.0.0.1:${api}/ready`];
    const run = spawn(process.execPath, ["--eval", program(), ...targets], { stdio: ["ignore", "pipe", "inherit"] });
    const output: string[] = [];
    run.stdout.setEncoding("utf8").on("data", (text: string) => output.push(text));
    const [code] = (await once(run, "close")) as [number];
    assert.equal(code, 0);
    assert.equal(output.join(""), targets.map((target) => `${target} accepts\n`).join(""));
  });

  for (const [name, status] of [
    ["an API that answers but is not ready", 503],
    ["a port where nobody listens", undefined],
  ] as const) {
    it(`goes on for ${name}`, async () => {
      const server = createHttpServer((_request, response) => response.writeHead(status ?? 200).end());
      const port = await listen(track(server));
      if (status === undefined) server.close();
      const target = status === undefined ? `127.0.0.1:${port}` : `http://127.0.0.1:${port}/ready`;
      const run = spawn(process.execPath, ["--eval", program(), target], { stdio: ["ignore", "pipe", "inherit"] });
      const [text] = (await once(run.stdout, "data")) as [Buffer];
      assert.equal(run.exitCode, null);
      run.kill();
      await once(run, "close");
      assert.equal(text.toString(), `waiting for ${target}\n`);
    });
  }
});
