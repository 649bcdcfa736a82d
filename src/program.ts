import { dirname } from "node:path";
import { getStack, RunError } from "@pulumi/pulumi";
import { loadSettings } from "./config/load.ts";
import { decryptSops } from "./config/sops.ts";
import { UserError } from "./core/problem.ts";
import { createEnvironment } from "./environment.ts";
import { planEnvironment } from "./plan/plan.ts";

/** Settings in, outputs out: the whole program, whoever runs it. `project` is the folder of Pulumi.yaml and the stack files. */
export async function program(project: string): ReturnType<typeof createEnvironment> {
  // One stack frame is enough to find a resource; the full trace of each property is what construction spends its time on.
  Error.stackTraceLimit = 1;
  try {
    const directory = dirname(import.meta.dirname);
    const plan = planEnvironment(await loadSettings(directory, project));
    const inGit = plan.secrets.some(({ keeper }) => keeper.kind === "sops");
    return await createEnvironment(plan, inGit ? await decryptSops(project, getStack()) : {});
  } catch (error) {
    // The engine prints a RunError without a stack trace.
    throw error instanceof UserError ? new RunError(error.message) : error;
  }
}
