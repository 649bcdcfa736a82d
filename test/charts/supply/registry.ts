import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { PackedChart } from "./chart.ts";
import type { ChartSource, Trouble } from "./repository.ts";

interface Stored {
  readonly type: string;
  readonly content: Buffer;
}

const manifestType = "application/vnd.oci.image.manifest.v1+json";

/** An OCI registry on this machine that charts can be pulled from: as much of the distribution API as that takes. */
export class ChartRegistry implements ChartSource {
  /** Requests that were made, in order. */
  readonly asked: string[] = [];
  trouble: Trouble = () => false;
  private readonly server: Server;
  /** Manifests and blobs by digest, and manifests by `<repository>:<tag>`. */
  private readonly stored = new Map<string, Stored>();
  private readonly tags = new Map<string, string[]>();

  private constructor(charts: readonly PackedChart[]) {
    for (const chart of charts) this.store(chart);
    this.server = createServer((request, response) => {
      const path = request.url ?? "";
      const question = `${request.method} ${path}`;
      this.asked.push(question);
      if (this.trouble(path, response, this.asked.filter((other) => other === question).length)) return;
      const found = this.find(path);
      if (found === undefined) {
        response.writeHead(404, { "content-type": "application/json" }).end('{"errors":[{"code":"MANIFEST_UNKNOWN"}]}');
        return;
      }
      const headers = {
        "content-type": found.type,
        "content-length": found.content.length,
        "docker-content-digest": digestOf(found.content),
      };
      response.writeHead(200, headers).end(request.method === "HEAD" ? undefined : found.content);
    });
  }

  /** Starts a registry that holds the given charts below `charts/`. */
  static async start(charts: readonly PackedChart[]): Promise<ChartRegistry> {
    const registry = new ChartRegistry(charts);
    await new Promise<void>((resolve) => registry.server.listen(0, "127.0.0.1", resolve));
    return registry;
  }

  /** Where its charts are: `oci://<host>/charts`. */
  get url(): string {
    return `oci://127.0.0.1:${(this.server.address() as AddressInfo).port}/charts`;
  }

  addressOf({ name }: PackedChart): string {
    return `${this.url}/${name}`;
  }

  pathOf({ name, content }: PackedChart): string {
    return `/v2/charts/${name}/blobs/${digestOf(content)}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private find(path: string): Stored | undefined {
    const [, repository = "", kind, reference = ""] = /^\/v2\/(.+)\/(manifests|blobs|tags)\/([^/?]+)/.exec(path) ?? [];
    if (path === "/v2/") return { type: "application/json", content: Buffer.from("{}") };
    if (kind === "tags") {
      const content = Buffer.from(JSON.stringify({ name: repository, tags: this.tags.get(repository) ?? [] }));
      return { type: "application/json", content };
    }
    return this.stored.get(reference.startsWith("sha256:") ? reference : `${repository}:${reference}`);
  }

  private store({ name, version, content }: PackedChart): void {
    const config = Buffer.from(JSON.stringify({ apiVersion: "v2", name, version }));
    const blob = (type: string, stored: Buffer) => {
      this.stored.set(digestOf(stored), { type: "application/octet-stream", content: stored });
      return { mediaType: type, digest: digestOf(stored), size: stored.length };
    };
    const manifest = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: manifestType,
        config: blob("application/vnd.cncf.helm.config.v1+json", config),
        layers: [blob("application/vnd.cncf.helm.chart.content.v1.tar+gzip", content)],
      }),
    );
    const repository = `charts/${name}`;
    for (const key of [digestOf(manifest), `${repository}:${version}`])
      this.stored.set(key, { type: manifestType, content: manifest });
    this.tags.set(repository, [...(this.tags.get(repository) ?? []), version]);
  }
}

function digestOf(content: Buffer): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}
