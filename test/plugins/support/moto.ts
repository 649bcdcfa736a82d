import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Context } from "mocha";
import { provideMoto } from "../../../sandbox/aws/python.ts";
import { type SecretsManager, secretsManager } from "../../../sandbox/aws/secrets-manager.ts";
import { freePorts } from "../../../sandbox/cluster/ports.ts";
import { Problem } from "../../../sandbox/problem.ts";
import { progressOn } from "../../../sandbox/progress.ts";
import { eventually } from "../../sandbox/command.ts";
import { skip } from "../../support/skip.ts";

const script = path.resolve(import.meta.dirname, "..", "..", "..", "sandbox", "aws", "server.py");

/** The region of every secret of these tests. */
export const region = "eu-central-1";

/** An emulator of AWS that a test has for itself. */
export interface Moto {
  endpoint: string;
  /** Asks it without the plugin. */
  call: SecretsManager;
  stop(): void;
}

/** A client for an emulator. */
export function awsClient(endpoint: string): SecretsManager {
  return secretsManager({ endpoint, region, credentials: { accessKeyId: "test", secretAccessKey: "test" } });
}

/** Starts an emulator; the test is skipped where this machine cannot have one. The first call may take minutes. */
export async function startMoto(context: Context): Promise<Moto> {
  const python = await pythonWithMoto(context);
  const [port = 0] = await freePorts(1);
  const folder = mkdtempSync(path.join(tmpdir(), "moto-"));
  const server: ChildProcess = spawn(python, [script, String(port), folder], { cwd: folder, stdio: "ignore" });
  const endpoint = `http://127.0.0.1:${port}`;
  await eventually("the emulator answers", 60, async () =>
    fetch(`${endpoint}/moto-api/`).then(
      () => true,
      () => undefined,
    ),
  );
  const stop = (): void => {
    server.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  return { endpoint, call: awsClient(endpoint), stop };
}

/** The Python that runs the emulator. */
export async function pythonWithMoto(context: Context): Promise<string> {
  try {
    return await provideMoto(progressOn(process.stderr));
  } catch (error) {
    if (error instanceof Problem) skip(context, error.message.split("\n")[0] ?? "no AWS emulator");
    throw error;
  }
}
