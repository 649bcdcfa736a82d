import { Problem } from "../problem.ts";
import type { Progress } from "../progress.ts";
import { freePorts, isFree, portHolder } from "./ports.ts";
import { isRunning } from "./processes.ts";
import type { SandboxRecord } from "./record.ts";

/** Ports for a new sandbox. Throws a Problem if the port the operator wants is taken. */
export async function chooseFirstPorts(wanted: number | undefined): Promise<SandboxRecord["ports"]> {
  if (wanted !== undefined && !(await isFree(wanted))) {
    throw new Problem(
      `Port ${wanted} is taken${by(wanted)}.\n  Choose another one with --port, or leave --port out to get a free one.`,
    );
  }
  const [kubelet = 0, free = 0] = await freePorts(2);
  return { api: wanted ?? free, kubelet };
}

/**
 * Gives another port to each server that does not run and whose port somebody else has taken meanwhile, and says so.
 * Returns whether an address has changed that other processes hold.
 */
export async function replaceTakenPorts(record: SandboxRecord, progress: Progress): Promise<boolean> {
  const before = record.ports.api;
  const extraMoved = await replaceExtraPorts(record, progress);
  const servers = [
    { port: "api", component: "kube-apiserver" },
    { port: "kubelet", component: "kwok" },
  ] as const;
  for (const { port, component } of servers) {
    if (isRunning(record.processes[component]) || (await isFree(record.ports[port]))) continue;
    const taken = record.ports[port];
    const [free = 0] = await freePorts(1);
    record.ports[port] = free;
    progress.say(`port ${taken} of ${component} is taken${by(taken)}: using ${free} from now on`);
  }
  return extraMoved || record.ports.api !== before;
}

async function replaceExtraPorts(record: SandboxRecord, progress: Progress): Promise<boolean> {
  let moved = false;
  for (const [name, extra] of Object.entries(record.extras ?? {})) {
    if (isRunning(record.processes[name]) || (await isFree(extra.port))) continue;
    const taken = extra.port;
    const [free = 0] = await freePorts(1);
    extra.port = free;
    moved = true;
    progress.say(`port ${taken} of ${name} is taken${by(taken)}: using ${free} from now on`);
  }
  return moved;
}

function by(port: number): string {
  const holder = portHolder(port);
  return holder === undefined ? "" : ` by ${holder}`;
}
