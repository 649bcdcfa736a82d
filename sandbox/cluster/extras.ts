import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";
import { provideMoto } from "../aws/python.ts";
import type { Progress } from "../progress.ts";
import { provideTools } from "../tools/install.ts";
import type { ApiClient } from "./api-client.ts";
import { componentKubeconfig } from "./credentials.ts";
import { preparePodAccess } from "./pod-access.ts";
import { freePorts } from "./ports.ts";
import type { Command } from "./processes.ts";
import { type Sandbox, type SandboxRecord, writePrivate } from "./record.ts";

/** Processes that a sandbox has on request, and keeps from then on. */
export const EXTRAS = ["moto", "vault", "sealed-secrets-controller"] as const;

/** One of the processes on request. */
export type Extra = (typeof EXTRAS)[number];

const SCRIPTS = {
  moto: path.resolve(import.meta.dirname, "..", "aws", "server.py"),
  vault: path.resolve(import.meta.dirname, "..", "vault", "main.ts"),
};
const CONTROLLER = "sealed-secrets-controller";
const NAMESPACE = "kube-system";
/** Its account; the chart of sealed-secrets brings one of the controller's own name. */
const ACCOUNT = "sandbox-sealed-secrets";

/** By what the processes on request are known in the list of all processes: a program's name, or a script. */
export const EXTRA_PROGRAMS: readonly string[] = [CONTROLLER, ...Object.values(SCRIPTS)];

/** Those that this sandbox has. */
export function extrasOf({ extras }: SandboxRecord): Extra[] {
  return EXTRAS.filter((extra) => extras?.[extra] !== undefined);
}

/** Notes the wanted ones, each with a port of its own. Returns those that are new. */
export async function addExtras(record: SandboxRecord, wanted: readonly Extra[]): Promise<Extra[]> {
  const added = wanted.filter((extra) => record.extras?.[extra] === undefined);
  const ports = await freePorts(added.length);
  for (const [index, extra] of added.entries()) {
    record.extras = { ...record.extras, [extra]: { port: ports[index] ?? 0 } };
  }
  return added;
}

/** The programs of a sandbox's processes on request. Throws a Problem if one cannot be had. */
export async function provideExtras(record: SandboxRecord, progress: Progress): Promise<Record<string, string>> {
  const extras = extrasOf(record);
  const programs: Record<string, string> = extras.includes(CONTROLLER)
    ? await provideTools([CONTROLLER], progress)
    : {};
  if (extras.includes("moto")) programs.moto = await provideMoto(progress);
  return programs;
}

/** How to run one of them. */
export function extraCommand(
  extra: Extra,
  sandbox: Sandbox,
  record: SandboxRecord,
  programs: Record<string, string>,
): Command {
  const port = String(record.extras?.[extra]?.port);
  switch (extra) {
    case "moto":
      return { program: programs.moto ?? "", args: [SCRIPTS.moto, port, path.join(sandbox.directory, "moto")] };
    case "vault": {
      const kubeconfig = componentKubeconfig(sandbox, "controllers");
      return { program: process.execPath, args: [SCRIPTS.vault, kubeconfig, port, vaultFolder(sandbox)] };
    }
    case CONTROLLER:
      return {
        program: linked(sandbox, programs[CONTROLLER] ?? ""),
        args: [`--listen-addr=127.0.0.1:${port}`, "--listen-metrics-addr=127.0.0.1:0"],
        env: {
          KUBERNETES_SERVICE_HOST: "127.0.0.1",
          KUBERNETES_SERVICE_PORT: String(record.ports.api),
          POD_NAMESPACE: NAMESPACE,
        },
      };
  }
}

function vaultFolder(sandbox: Sandbox): string {
  return path.join(sandbox.directory, "vault");
}

// Run under a path in the sandbox's folder, by which the sandbox knows the process as its own.
function linked(sandbox: Sandbox, program: string): string {
  const link = path.join(sandbox.directory, "bin", CONTROLLER);
  mkdirSync(path.dirname(link), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(program, link);
  return link;
}

/** Makes what they need before they start: keys, accounts, tokens. Throws if the API server refuses. */
export async function prepareExtras(sandbox: Sandbox, record: SandboxRecord, api: ApiClient): Promise<void> {
  const extras = extrasOf(record);
  const rootToken = path.join(vaultFolder(sandbox), "root-token");
  if (extras.includes("vault") && !existsSync(rootToken))
    writePrivate(rootToken, randomBytes(18).toString("base64url"));
  if (extras.includes(CONTROLLER)) await preparePodAccess(sandbox, api, NAMESPACE, ACCOUNT);
}

/** What of the processes on request does not answer yet. */
export async function extraProblems(record: SandboxRecord): Promise<string[]> {
  const extras = extrasOf(record);
  const answers = await Promise.all(extras.map((extra) => listens(record.extras?.[extra]?.port ?? 0)));
  return extras.filter((_, index) => !answers[index]).map((extra) => `${extra} does not answer yet`);
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}

/** How programs reach what a sandbox has on request. */
export interface Services {
  /** The emulator of AWS: for `endpoints` of the provider and for AWS_ENDPOINT_URL. */
  aws?: { endpoint: string };
  vault?: { address: string; rootTokenFile: string };
  /** The certificate to seal with: for `kubeseal --cert`. */
  sealedSecrets?: { certificate: string };
}

/** The addresses of a sandbox's processes on request. */
export function services(sandbox: Sandbox, record: SandboxRecord): Services {
  const address = (extra: Extra) => `http://127.0.0.1:${record.extras?.[extra]?.port}`;
  const extras = extrasOf(record);
  return {
    ...(extras.includes("moto") && { aws: { endpoint: address("moto") } }),
    ...(extras.includes("vault") && {
      vault: { address: address("vault"), rootTokenFile: path.join(vaultFolder(sandbox), "root-token") },
    }),
    ...(extras.includes(CONTROLLER) && { sealedSecrets: { certificate: `${address(CONTROLLER)}/v1/cert.pem` } }),
  };
}
