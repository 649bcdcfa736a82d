import { apiClient } from "./api-client.ts";
import { componentsOf } from "./components.ts";
import { serverAddress } from "./credentials.ts";
import { type Services, services } from "./extras.ts";
import { sandboxProblems } from "./health.ts";
import { isRunning } from "./processes.ts";
import { kubeconfigFile, logFile, readRecord, type Sandbox } from "./record.ts";

/** The state of a sandbox. */
export interface Status extends Services {
  name: string;
  directory: string;
  exists: boolean;
  healthy: boolean;
  kubeconfig?: string;
  server?: string;
  nodes?: number;
  ports?: { api: number; kubelet: number };
  processes: { name: string; running: boolean; pid?: number; log: string }[];
  /** What is not as it should be; empty if healthy. */
  problems: string[];
}

/** Looks at a sandbox without changing anything. */
export async function status(sandbox: Sandbox): Promise<Status> {
  const base = { name: sandbox.name, directory: sandbox.directory };
  const record = readRecord(sandbox);
  if (record === undefined) {
    return { ...base, exists: false, healthy: false, processes: [], problems: [`there is no sandbox ${sandbox.name}`] };
  }
  const processes = componentsOf(record).map((name) => {
    const known = record.processes[name];
    return { name, running: isRunning(known), ...(known && { pid: known.pid }), log: logFile(sandbox, name) };
  });
  const dead = processes.filter(({ running }) => !running).map(({ name }) => `${name} does not run`);
  const problems = [...dead, ...(await sandboxProblems(apiClient(sandbox, record.ports.api), record))];
  return {
    ...base,
    exists: true,
    healthy: problems.length === 0,
    kubeconfig: kubeconfigFile(sandbox),
    server: serverAddress(record.ports.api),
    nodes: record.nodes,
    ports: record.ports,
    ...services(sandbox, record),
    processes,
    problems,
  };
}
