import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How a registry answers a request: whatever there is that the usual one does not do. */
export type Behaviour = (request: IncomingMessage, body: string, response: ServerResponse) => void;

/** A registry on this machine that behaves as a test wants it to. */
export class OddRegistry {
  /** Requests that were made, in order. */
  readonly asked: string[] = [];
  private readonly server: Server;

  private constructor(behave: Behaviour) {
    this.server = createServer((request, response) => {
      this.asked.push(`${request.method} ${request.url}`);
      let body = "";
      request.setEncoding("utf8").on("data", (chunk: string) => {
        body += chunk;
      });
      request.on("end", () => behave(request, body, response));
    });
  }

  /** `address` may be another one of this machine's, which no client takes for it and so speaks TLS to. */
  static async start(behave: Behaviour, address = "127.0.0.1"): Promise<OddRegistry> {
    const registry = new OddRegistry(behave);
    await new Promise<void>((resolve) => registry.server.listen(0, address, resolve));
    return registry;
  }

  get host(): string {
    const { address, port } = this.server.address() as AddressInfo;
    return `${address}:${port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
