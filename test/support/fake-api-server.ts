import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { KubeConfig } from "@kubernetes/client-node";
import type { Cluster } from "../../src/operate/cluster/cluster.ts";

/** A cluster whose API server answers what a test says. */
export interface FakeApiServer {
  readonly cluster: Cluster;
  stop(): void;
}

/** Starts an API server on this machine that answers each request as told. */
export async function fakeApiServer(answer: RequestListener): Promise<FakeApiServer> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}`;
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: "fake", server: address, skipTLSVerify: true }],
    users: [{ name: "fake" }],
    contexts: [{ name: "fake", cluster: "fake", user: "fake" }],
    currentContext: "fake",
  });
  return { cluster: { config, server: address, version: "v1.36.3" }, stop: () => server.close() };
}
