import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer, type Server } from "node:net";

const LOOPBACK = "127.0.0.1";

/** Free ports on loopback, all different. Held open together while they are chosen, so that none is given twice. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.map((server) => {
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("a server on a port has no port");
    return address.port;
  });
  await Promise.all(servers.map(close));
  return ports;
}

/** Whether nobody listens on this port of loopback. */
export async function isFree(port: number): Promise<boolean> {
  try {
    await close(await listen(port));
    return true;
  } catch {
    return false;
  }
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

/** Who listens on a port, for messages: "process 4711 (nginx)"; undefined if this user cannot see it. */
export function portHolder(port: number): string | undefined {
  try {
    return process.platform === "linux" ? linuxHolder(port) : lsofHolder(port);
  } catch {
    return undefined;
  }
}

function lsofHolder(port: number): string | undefined {
  const output = execFileSync("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"], { encoding: "utf8" });
  const [pid, command] = [output.match(/^p(\d+)$/m)?.[1], output.match(/^c(.+)$/m)?.[1]];
  return pid === undefined ? undefined : `process ${pid} (${command})`;
}

function linuxHolder(port: number): string | undefined {
  const sockets = new Set(["tcp", "tcp6"].flatMap((table) => listeningSockets(table, port)));
  for (const pid of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    if (opens(pid, sockets)) return `process ${pid} (${readFileSync(`/proc/${pid}/comm`, "utf8").trim()})`;
  }
  return undefined;
}

function listeningSockets(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const rows = readFileSync(`/proc/net/${table}`, "utf8").split("\n").slice(1);
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(suffix) && columns[3] === "0A")
    .map((columns) => `socket:[${columns[9]}]`);
}

function opens(pid: string, sockets: Set<string>): boolean {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).some((fd) => sockets.has(readlinkSync(`${folder}/${fd}`)));
  } catch {
    // Gone meanwhile, or another user's.
    return false;
  }
}
