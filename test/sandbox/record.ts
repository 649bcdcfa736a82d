import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { processIdentity } from "../../sandbox/process-identity.ts";
import { succeed, type TestSandbox } from "./command.ts";

/** What "up" prints. */
export interface Up {
  kubeconfig: string;
  server: string;
  version: string;
  started: boolean;
}

/** What "status" prints. */
export interface Status {
  exists: boolean;
  healthy: boolean;
  ports: { api: number; kubelet: number };
  processes: { name: string; running: boolean; pid: number }[];
  problems: string[];
}

/** The sandbox's processes by name, with their ids. */
export async function pids(sandbox: TestSandbox): Promise<Record<string, number>> {
  const { processes } = await succeed<Status>(["status", ...sandbox.at]);
  return Object.fromEntries(processes.filter(({ running }) => running).map(({ name, pid }) => [name, pid]));
}

interface KeptRecord {
  processes: Record<string, { pid: number; identity: string }>;
}

/** Changes what the sandbox remembers about itself. */
export async function editRecord(sandbox: TestSandbox, edit: (record: KeptRecord) => void): Promise<void> {
  const file = path.join(sandbox.directory, "sandbox.json");
  const record: KeptRecord = JSON.parse(await readFile(file, "utf8"));
  edit(record);
  await writeFile(file, JSON.stringify(record));
}

/** Whether a process runs. One that has ended but that the system has not cleared away yet does not. */
export function runs(pid: number): boolean {
  return processIdentity(pid) !== undefined;
}
