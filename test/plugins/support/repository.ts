import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { tools } from "./plugins.ts";

/** A chart repository on loopback. */
export interface Repository {
  url: string;
  close(): void;
}

/** Packs a chart and serves it as a repository of its own. */
export async function serveChart(chart: string, directory: string): Promise<Repository> {
  execFileSync(tools().helm, ["package", chart, "--destination", directory], { stdio: "ignore" });
  execFileSync(tools().helm, ["repo", "index", directory], { stdio: "ignore" });
  const server = createServer((request, response) => {
    try {
      response.end(readFileSync(path.join(directory, path.basename(request.url ?? ""))));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
