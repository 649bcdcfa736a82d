import { setTimeout as sleep } from "node:timers/promises";
import { withLock } from "../lock.ts";
import { Problem } from "../problem.ts";
import { duration, type Progress } from "../progress.ts";
import { provideTools } from "../tools/install.ts";
import { type ApiClient, apiClient } from "./api-client.ts";
import { chooseFirstPorts } from "./assign-ports.ts";
import { type Component, componentsOf, PROGRAMS } from "./components.ts";
import { ensureCertificates, serverAddress, writeKubeconfigs } from "./credentials.ts";
import { addExtras, type Extra, provideExtras, type Services, services } from "./extras.ts";
import { apiVersion, deadComponents, sandboxProblems } from "./health.ts";
import { ensureObjects } from "./objects.ts";
import { stopProcesses } from "./processes.ts";
import {
  isForeign,
  kubeconfigFile,
  lockFile,
  logFile,
  readRecord,
  type Sandbox,
  type SandboxRecord,
  writePrivate,
  writeRecord,
} from "./record.ts";
import { type Start, startMissing, startSome } from "./start.ts";

const POLL_MS = 50;
const READY_MS = 120_000;
/** A cluster whose processes all run but that is not well after this time is started anew. */
const PATIENCE_MS = 20_000;

/** What every simulated container has "printed", in the form container runtimes write. */
const CONTAINER_LOG = "2000-01-01T00:00:00.000000000Z stdout F simulated container: no program runs in it\n";

/** What the operator asks of a sandbox. */
export interface UpOptions {
  nodes?: number;
  port?: number;
  /** What it is to have beside the cluster; what it has already stays. */
  extras?: readonly Extra[];
}

/** A sandbox that is up. */
export interface UpResult extends Services {
  name: string;
  directory: string;
  kubeconfig: string;
  server: string;
  version: string;
  readySeconds: number;
  /** Whether anything had to be started. */
  started: boolean;
}

/**
 * Brings a sandbox up, or back up: processes that run stay, those that do not are started with the data they had. Throws
 * a Problem if a program cannot be had, a wanted port is taken, or the cluster does not get ready.
 */
export function up(sandbox: Sandbox, options: UpOptions, progress: Progress): Promise<UpResult> {
  const waiting = (pid: number) => progress.say(`waiting for process ${pid}, which is at sandbox ${sandbox.name}`);
  return withLock(lockFile(sandbox), () => bringUp(sandbox, options, progress), waiting);
}

async function bringUp(sandbox: Sandbox, options: UpOptions, progress: Progress): Promise<UpResult> {
  const began = Date.now();
  const record = await existingOrNew(sandbox, options);
  if (deadComponents(record).length === 0) {
    const api = apiClient(sandbox, record.ports.api);
    await ensureNodes(api, record);
    if (await waitUntilWell(api, record, PATIENCE_MS)) return result(sandbox, record, api, began, false);
    progress.say(`sandbox ${sandbox.name} runs but is not well: starting it anew`);
    await stopProcesses(Object.values(record.processes));
  }
  const programs = { ...(await provideTools(PROGRAMS, progress)), ...(await provideExtras(record, progress)) };
  const provided = Date.now();
  const start = { sandbox, record, programs, progress };
  const api = await startMissing(start);
  await ensureObjects(api, record.nodes, await apiVersion(api));
  await waitUntilReady(start, api, provided);
  return result(sandbox, record, api, provided, true);
}

async function existingOrNew(sandbox: Sandbox, options: UpOptions): Promise<SandboxRecord> {
  const existing = readRecord(sandbox);
  if (isForeign(sandbox)) {
    throw new Problem(
      `${sandbox.directory} is not empty and not a sandbox.\n  Choose another folder with --directory.`,
    );
  }
  if (existing !== undefined && options.port !== undefined && options.port !== existing.ports.api) {
    throw new Problem(
      `Sandbox ${sandbox.name} has port ${existing.ports.api}, not ${options.port}.\n` +
        `  To move it, throw it away first: node sandbox/main.ts down --name ${sandbox.name}`,
    );
  }
  const record = existing ?? {
    name: sandbox.name,
    nodes: 0,
    ports: await chooseFirstPorts(options.port),
    processes: {},
  };
  const added = await addExtras(record, options.extras ?? []);
  // The controllers hold the address of the AWS emulator.
  const { controllers } = record.processes;
  if (added.includes("moto") && controllers !== undefined) await stopProcesses([controllers]);
  record.nodes = Math.max(record.nodes, options.nodes ?? (existing ? 0 : 3));
  writeRecord(sandbox, record);
  writePrivate(logFile(sandbox, "container"), CONTAINER_LOG);
  ensureCertificates(sandbox);
  writeKubeconfigs(sandbox, record.ports.api);
  return record;
}

/** Nodes may have been added to the wish since the cluster was started. */
async function ensureNodes(api: ApiClient, record: SandboxRecord): Promise<void> {
  try {
    await ensureObjects(api, record.nodes, await apiVersion(api));
  } catch {
    // Not well: the check that follows says so.
  }
}

async function waitUntilWell(api: ApiClient, record: SandboxRecord, milliseconds: number): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    if ((await sandboxProblems(api, record)).length === 0) return true;
    if (Date.now() > deadline || deadComponents(record).length > 0) return false;
    await sleep(POLL_MS);
  }
}

async function waitUntilReady(start: Start, api: ApiClient, began: number): Promise<void> {
  const attempts = new Map<Component, number>();
  for (;;) {
    const problems = await sandboxProblems(api, start.record);
    if (problems.length === 0) return;
    if (Date.now() - began > READY_MS) {
      throw new Problem(
        `Sandbox ${start.sandbox.name} is not ready after ${READY_MS / 1000} seconds: ${problems.join(", ")}.\n` +
          `  See what its processes say: node sandbox/main.ts logs --name ${start.sandbox.name}`,
      );
    }
    start.progress.live(`waiting: ${problems.join(", ")} (${duration(Date.now() - began)})`);
    await startSome(start, componentsOf(start.record), attempts);
    await sleep(POLL_MS);
  }
}

async function result(
  sandbox: Sandbox,
  record: SandboxRecord,
  api: ApiClient,
  began: number,
  started: boolean,
): Promise<UpResult> {
  return {
    name: sandbox.name,
    directory: sandbox.directory,
    kubeconfig: kubeconfigFile(sandbox),
    server: serverAddress(record.ports.api),
    version: await apiVersion(api),
    readySeconds: Math.round((Date.now() - began) / 100) / 10,
    started,
    ...services(sandbox, record),
  };
}
