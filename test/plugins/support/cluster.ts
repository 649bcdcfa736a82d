import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import path from "node:path";
import { promisify } from "node:util";
import { after } from "mocha";
import { ApiServer } from "../../../sandbox/plugins/kubernetes/api-server.ts";
import { connection, readKubeconfig } from "../../../sandbox/plugins/kubernetes/kubeconfig.ts";
import { readRecord } from "../../../sandbox/plugins/kubernetes/release/record.ts";
import { asText, at, type PropertyMap } from "../../../sandbox/plugins/protocol/property.ts";
import { tools } from "./plugins.ts";

const execute = promisify(execFile);
const main = path.resolve(import.meta.dirname, "..", "..", "..", "sandbox", "main.ts");
const name = `contract-${randomBytes(3).toString("hex")}`;

/** The cluster that the contract is checked against, seen without the plugins. */
export interface Cluster {
  kubeconfig: string;
  server: ApiServer;
  /** Runs helm against it; fails when helm does. */
  helm(...words: string[]): Promise<string>;
  /** The status of a release in Helm's records; undefined when there is no such release. */
  releaseStatus(namespace: string, name: string): Promise<string | undefined>;
}

let starting: Promise<string> | undefined;

async function start(): Promise<string> {
  const given = process.env.IMPRUN_TEST_KUBECONFIG;
  if (given !== undefined) return given;
  const { stdout } = await execute(process.execPath, [main, "up", "--name", name]);
  const answer: { kubeconfig: string; directory: string } = JSON.parse(stdout);
  return answer.kubeconfig;
}

/** The cluster of IMPRUN_TEST_KUBECONFIG, else a sandbox for this run, started at the first call. */
export async function cluster(): Promise<Cluster> {
  starting ??= start();
  const kubeconfig = await starting;
  const server = new ApiServer(connection(readKubeconfig(kubeconfig), {}));
  return {
    kubeconfig,
    server,
    helm: async (...words) => {
      const { stdout } = await execute(tools().helm, [...words, "--kubeconfig", kubeconfig]);
      return stdout;
    },
    releaseStatus: async (namespace, release) => {
      const record = await readRecord({ namespace, name: release }, server);
      return record === undefined ? undefined : asText(at(record, "info", "status"));
    },
  };
}

/** A live object; fails when it does not exist. */
export function live(target: Cluster, objectPath: string): Promise<PropertyMap> {
  return target.server.get(objectPath);
}

/** A name for a namespace that no other run uses. */
export function freshName(): string {
  return `contract-${randomBytes(4).toString("hex")}`;
}

after(async function () {
  this.timeout(60_000);
  if (starting === undefined || process.env.IMPRUN_TEST_KUBECONFIG !== undefined) return;
  await starting.catch(() => {});
  await execute(process.execPath, [main, "down", "--name", name]);
});
