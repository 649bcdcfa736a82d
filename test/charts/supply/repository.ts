import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { stringify } from "yaml";
import type { PackedChart } from "./chart.ts";

/** How a source of charts answers instead of properly; it returns whether it has dealt with the request. */
export type Trouble = (path: string, response: ServerResponse, made: number) => boolean;

/** Where charts can be fetched from, and which can be told to misbehave. */
export interface ChartSource {
  /** Requests that were made, in order. */
  readonly asked: readonly string[];
  trouble: Trouble;
  /** Where one of its charts is, as the catalog has it. */
  addressOf(chart: PackedChart): string;
  /** Path that the archive of a chart is asked for by. */
  pathOf(chart: PackedChart): string;
  stop(): Promise<void>;
}

/** A chart repository on this machine. */
export class ChartRepository implements ChartSource {
  /** Paths that were asked for, in order. */
  readonly asked: string[] = [];
  trouble: Trouble = () => false;
  private readonly server: Server;

  private constructor(charts: readonly PackedChart[]) {
    this.server = createServer((request, response) => {
      const path = request.url ?? "";
      this.asked.push(path);
      if (this.trouble(path, response, this.asked.filter((other) => other === path).length)) return;
      const chart = charts.find((one) => path === this.pathOf(one));
      if (path === "/index.yaml") response.end(indexOf(charts));
      else if (chart !== undefined) response.end(chart.content);
      else response.writeHead(404).end();
    });
  }

  /** Starts a repository that serves the given charts. */
  static async start(charts: readonly PackedChart[]): Promise<ChartRepository> {
    const repository = new ChartRepository(charts);
    await new Promise<void>((resolve) => repository.server.listen(0, "127.0.0.1", resolve));
    return repository;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  addressOf(): string {
    return this.url;
  }

  pathOf({ name, version }: PackedChart): string {
    return `/${name}-${version}.tgz`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function indexOf(charts: readonly PackedChart[]): string {
  const entries = Object.groupBy(
    charts.map(({ name, version }) => ({ apiVersion: "v2", name, version, urls: [`${name}-${version}.tgz`] })),
    ({ name }) => name,
  );
  return stringify({ apiVersion: "v1", entries });
}
