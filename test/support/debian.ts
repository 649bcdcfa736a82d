import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Context } from "mocha";
import { cacheDirectory } from "../../sandbox/tools/cache.ts";
import { downloadsOff } from "../../sandbox/tools/network.ts";
import { skip } from "./skip.ts";

/** A program that only tests call, and the package of Debian that has it. */
const packages = {
  promtool: "prometheus",
  amtool: "prometheus-alertmanager",
  "docker-registry": "docker-registry",
} as const;

/** The path of a program: from PATH, the cache, or Debian's package; the test is skipped where there is none of them. */
export function debianProgram(context: Context, program: keyof typeof packages): string {
  const onPath = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, program));
  const cached = join(cacheDirectory(), "debian", program);
  const found = [...onPath, cached].find((path) => existsSync(path));
  if (found !== undefined) return found;
  const missing = `${program} is not on PATH`;
  if (downloadsOff()) return skip(context, `${missing}, and downloads are switched off`);
  try {
    unpack(packages[program], program, cached);
    return cached;
  } catch (error) {
    const why = error instanceof Error ? error.message.split("\n")[0] : String(error);
    return skip(context, `${missing}, and Debian's ${packages[program]} cannot be had here: ${why}`);
  }
}

/** Takes one program out of a package, without installing it: nothing is started, and it needs no rights. */
function unpack(name: string, program: string, to: string): void {
  const place = mkdtempSync(join(tmpdir(), "debian-"));
  try {
    download(name, place);
    const [archive = ""] = readdirSync(place).filter((file) => file.endsWith(".deb"));
    execFileSync("dpkg-deb", ["-x", archive, "content"], { cwd: place, stdio: "pipe" });
    mkdirSync(join(to, ".."), { recursive: true });
    cpSync(join(place, "content", "usr", "bin", program), `${to}.${process.pid}`);
    renameSync(`${to}.${process.pid}`, to);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** Downloads a package, with the machine's lists of packages or, where it has none, with fresh ones of our own. */
function download(name: string, place: string): void {
  const apt = (...args: readonly string[]) =>
    execFileSync("apt-get", args, { cwd: place, stdio: "pipe", timeout: 240_000 });
  try {
    apt("download", name);
  } catch {
    mkdirSync(join(place, "lists", "partial"), { recursive: true });
    mkdirSync(join(place, "cache"));
    const own = ["-o", `Dir::State::lists=${place}/lists`, "-o", `Dir::Cache=${place}/cache`];
    apt(...own, "-o", "Debug::NoLocking=1", "update");
    apt(...own, "download", name);
  }
}
