import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Problem } from "../problem.ts";
import { duration, type Progress } from "../progress.ts";
import { type ApiClient, apiClient } from "./api-client.ts";
import { replaceTakenPorts } from "./assign-ports.ts";
import { type Component, componentCommand, componentsOf, PROGRAMS } from "./components.ts";
import { writeKubeconfigs } from "./credentials.ts";
import { EXTRA_PROGRAMS, prepareExtras } from "./extras.ts";
import { apiProblem, deadComponents } from "./health.ts";
import { logEnd } from "./log-end.ts";
import { startProcess, stopProcesses, strayProcesses } from "./processes.ts";
import { logFile, type ProcessRecord, type Sandbox, type SandboxRecord, writeRecord } from "./record.ts";

const POLL_MS = 50;
const READY_MS = 180_000;
/** A process that ends this often while the cluster starts will not come up at all. */
const ATTEMPTS = 3;
/** These are started first; the others only need the API server. */
const FIRST: readonly Component[] = ["etcd", "kube-apiserver"];

/** A sandbox on its way up. */
export interface Start {
  sandbox: Sandbox;
  record: SandboxRecord;
  programs: Record<string, string>;
  progress: Progress;
}

/** The processes of a sandbox that its record does not know of. */
export function strays(sandbox: Sandbox, record: SandboxRecord | undefined): ProcessRecord[] {
  const script = path.resolve(import.meta.dirname, "..", "controllers", "main.ts");
  const programs = new Set([...PROGRAMS, ...EXTRA_PROGRAMS, script]);
  return strayProcesses(sandbox.directory, programs, Object.values(record?.processes ?? {}));
}

/**
 * Starts every process that does not run, until the API server is ready and all of them run. Throws a Problem with the
 * end of its log if one keeps ending, or if the API server is not ready after three minutes.
 */
export async function startMissing(start: Start): Promise<ApiClient> {
  const began = Date.now();
  const attempts = new Map<Component, number>();
  await stopProcesses(strays(start.sandbox, start.record));
  for (;;) {
    await startSome(start, FIRST, attempts);
    const api = apiClient(start.sandbox, start.record.ports.api);
    const problem = await apiProblem(api);
    if (problem === undefined) {
      await prepareExtras(start.sandbox, start.record, api);
      await startSome(start, componentsOf(start.record), attempts);
      return api;
    }
    if (Date.now() - began > READY_MS) throw notReady(start, problem);
    start.progress.live(`starting the control plane (${duration(Date.now() - began)})`);
    await sleep(POLL_MS);
  }
}

/** Starts those of the given components that do not run. Throws a Problem if one has been started too often. */
export async function startSome(
  start: Start,
  some: readonly Component[],
  attempts: Map<Component, number>,
): Promise<void> {
  const dead = deadComponents(start.record).filter((component) => some.includes(component));
  if (dead.length === 0) return;
  const moved = await replaceTakenPorts(start.record, start.progress);
  if (moved) {
    // The others hold the old address.
    await stopProcesses(Object.values(start.record.processes).filter((known) => known !== start.record.processes.etcd));
    writeKubeconfigs(start.sandbox, start.record.ports.api);
  }
  for (const component of dead) {
    const attempt = (attempts.get(component) ?? 0) + 1;
    if (attempt > ATTEMPTS) throw keepsEnding(start, component);
    attempts.set(component, attempt);
    startOne(start, component);
  }
}

function startOne({ sandbox, record, programs }: Start, component: Component): void {
  const command = componentCommand(component, sandbox, record, programs);
  record.processes[component] = startProcess(command, sandbox.directory, logFile(sandbox, component));
  // Noted at once: whatever happens next, "down" knows this process.
  writeRecord(sandbox, record);
}

function keepsEnding({ sandbox }: Start, component: Component): Problem {
  return new Problem(
    `${component} of sandbox ${sandbox.name} ends as soon as it is started.\n${shownLog(sandbox, component)}`,
  );
}

function notReady({ sandbox }: Start, problem: string): Problem {
  return new Problem(
    `Sandbox ${sandbox.name} is not ready after ${READY_MS / 1000} seconds: ${problem}.\n${shownLog(sandbox, "kube-apiserver")}`,
  );
}

function shownLog(sandbox: Sandbox, component: Component): string {
  const file = logFile(sandbox, component);
  return [`The end of ${file}:`, ...logEnd(file, 10).map((line) => `    ${line}`)].join("\n");
}
