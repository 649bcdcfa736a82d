import { createHash, randomBytes } from "node:crypto";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { cacheName, cacheVariable } from "../../core/command.ts";
import { type Json, sortKeys } from "../../core/json.ts";

/** Bytes that are kept; beyond, the oldest go first. */
const limit = 256 * 1024 * 1024;

/** Changes when what is kept of the same parts does: what an earlier version kept is not read any more. */
const form = 2;

/** The folder that keeps renderings between runs, outside of any checkout. */
export function renderCacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const own = environment[cacheVariable];
  if (own) return join(resolve(own), "rendered");
  return join(environment.XDG_CACHE_HOME || join(homedir(), ".cache"), cacheName, "rendered");
}

/**
 * Renderings by what they were made of. Several processes may share one folder: an entry appears as a whole or not at all. A
 * folder that cannot be written only costs time.
 */
export class RenderCache {
  /** Key of the prints that tell one secret value from another: made once for each folder, and never leaves the machine. */
  readonly printKey: string;
  private readonly folder: string;
  private readonly limit: number;
  private written = false;

  constructor(folder: string, bytes = limit) {
    this.folder = folder;
    this.limit = bytes;
    this.printKey = this.ownKey();
  }

  /** The name of what was made of the given parts. */
  static nameOf(parts: Json): string {
    return createHash("sha256")
      .update(JSON.stringify([form, sortKeys(parts)]))
      .digest("hex");
  }

  /** What was kept under a name; nothing if there is nothing that can be read. */
  read<Kept>(name: string): Kept | undefined {
    try {
      return JSON.parse(readFileSync(join(this.folder, `${name}.json`), "utf8")) as Kept;
    } catch {
      return undefined;
    }
  }

  /** Keeps plain data under a name. */
  write(name: string, kept: unknown): void {
    this.written = this.put(`${name}.json`, JSON.stringify(kept)) || this.written;
  }

  /** Removes the oldest entries while there are too many; looks only if something was written since. */
  trim(): void {
    if (!this.written) return;
    this.written = false;
    const entries = readdirSync(this.folder).flatMap((file) => (file.endsWith(".json") ? this.entry(file) : []));
    let total = entries.reduce((sum, { size }) => sum + size, 0);
    for (const { path, size } of entries.sort((a, b) => a.mtimeMs - b.mtimeMs)) {
      if (total <= this.limit) return;
      rmSync(path, { force: true });
      total -= size;
    }
  }

  private entry(file: string): readonly { readonly path: string; readonly size: number; readonly mtimeMs: number }[] {
    const path = join(this.folder, file);
    const found = statSync(path, { throwIfNoEntry: false });
    return found === undefined ? [] : [{ path, size: found.size, mtimeMs: found.mtimeMs }];
  }

  private ownKey(): string {
    const path = join(this.folder, "key");
    const fresh = randomBytes(32).toString("hex");
    try {
      mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      if (!existsSync(path)) this.offerKey(path, fresh);
      return readFileSync(path, "utf8");
    } catch {
      return fresh;
    }
  }

  /** Of two processes that make a key at the same time, the first one's stands. */
  private offerKey(path: string, key: string): void {
    const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
    writeFileSync(draft, key, { mode: 0o600 });
    try {
      linkSync(draft, path);
    } catch (error) {
      if (!existsSync(path)) throw error;
    } finally {
      rmSync(draft, { force: true });
    }
  }

  private put(file: string, content: string): boolean {
    const draft = join(this.folder, `.${file}.${process.pid}.${randomBytes(4).toString("hex")}`);
    try {
      writeFileSync(draft, content, { mode: 0o600 });
      renameSync(draft, join(this.folder, file));
      return true;
    } catch {
      if (existsSync(draft)) rmSync(draft, { force: true });
      return false;
    }
  }
}
