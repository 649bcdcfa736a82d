import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** Who may read from a registry with accounts; made up. */
export const account = { username: "reader", password: "open-sesame" } as const; // allow-secret: exists in this test only

/** bcrypt of the account's password. */
const accounts = "reader:$2y$05$fCbQIGcox9DW/6l12JxmxuIXozVhgFwpVCO.mc/px2yqgPWaOzQGm\n";

const manifestType = "application/vnd.oci.image.manifest.v1+json";
const indexType = "application/vnd.oci.image.index.v1+json";

/** The distribution project's registry on this machine, empty at first. */
export class DockerRegistry {
  readonly host: string;
  private readonly child: ChildProcess;
  private readonly folder: string;
  private readonly headers: Readonly<Record<string, string>>;

  private constructor(host: string, child: ChildProcess, folder: string, closed: boolean) {
    this.host = host;
    this.child = child;
    this.folder = folder;
    const basic = Buffer.from(`${account.username}:${account.password}`).toString("base64");
    this.headers = closed ? { authorization: `Basic ${basic}` } : {};
  }

  /** Starts one that anybody may read, or a closed one that asks for the account; `program` is the path of docker-registry. */
  static async start(program: string, { closed = false } = {}): Promise<DockerRegistry> {
    const folder = mkdtempSync(join(tmpdir(), "registry-"));
    const host = `127.0.0.1:${await freePort()}`;
    writeFileSync(join(folder, "accounts"), accounts);
    const auth = closed ? { auth: { htpasswd: { realm: "test", path: join(folder, "accounts") } } } : {};
    const settings = {
      version: 0.1,
      storage: { filesystem: { rootdirectory: folder } },
      http: { addr: host },
      ...auth,
    };
    writeFileSync(join(folder, "config.yml"), JSON.stringify(settings));
    const child = spawn(program, ["serve", join(folder, "config.yml")], { stdio: "ignore" });
    const registry = new DockerRegistry(host, child, folder, closed);
    for (let tries = 0; tries < 100; tries += 1) {
      const answer = await fetch(`http://${host}/v2/`).catch(() => undefined);
      if (answer !== undefined) return registry;
      await pause(50);
    }
    await registry.stop();
    throw new Error("docker-registry did not start within 5 s");
  }

  /** Puts an image under a tag, the same for the same content; returns its digest. */
  async push(repository: string, tag: string, content: string): Promise<string> {
    const config = await this.blob(repository, JSON.stringify({ architecture: "amd64", os: "linux", content }));
    const manifest = { schemaVersion: 2, mediaType: manifestType, config, layers: [] };
    return this.manifest(repository, tag, manifestType, JSON.stringify(manifest));
  }

  /** Puts an image for two platforms under a tag; returns the digest of the index. */
  async pushIndex(repository: string, tag: string): Promise<string> {
    const manifests = await Promise.all(
      ["amd64", "arm64"].map(async (architecture) => ({
        mediaType: manifestType,
        digest: await this.push(repository, `${tag}-${architecture}`, architecture),
        size: 1,
        platform: { architecture, os: "linux" },
      })),
    );
    return this.manifest(
      repository,
      tag,
      indexType,
      JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests }),
    );
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once("close", resolve));
    if (this.child.exitCode === null && this.child.kill()) await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async blob(repository: string, content: string) {
    const digest = digestOf(content);
    const begun = await this.ask(`http://${this.host}/v2/${repository}/blobs/uploads/`, "POST", 202);
    const upload = new URL(begun.headers.get("location") ?? "", `http://${this.host}`);
    upload.searchParams.set("digest", digest);
    await this.ask(upload.href, "PUT", 201, "application/octet-stream", content);
    return { mediaType: "application/vnd.oci.image.config.v1+json", digest, size: Buffer.byteLength(content) };
  }

  private async manifest(repository: string, tag: string, type: string, content: string): Promise<string> {
    await this.ask(`http://${this.host}/v2/${repository}/manifests/${tag}`, "PUT", 201, type, content);
    return digestOf(content);
  }

  private async ask(url: string, method: string, expected: number, type?: string, body?: string): Promise<Response> {
    const headers = { ...this.headers, ...(type === undefined ? {} : { "content-type": type }) };
    const answer = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
    if (answer.status !== expected) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
    return answer;
  }
}

function digestOf(content: string): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
