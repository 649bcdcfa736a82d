import { mkdir } from "node:fs/promises";
import { delimiter, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { overrideVariable } from "../../config/override.ts";
import type { Context, Decided } from "../context.ts";
import { backendEnvironment } from "./backend.ts";
import type { Engine } from "./toolchain.ts";

/** What the engine has to be given: its PATH, where state is, and the one-off change. */
export async function engineEnvironment(
  context: Context,
  decided: Decided,
  engine: Engine,
): Promise<Readonly<Record<string, string>> & { readonly PATH: string }> {
  const backend = backendEnvironment(context, decided);
  const url = backend.PULUMI_BACKEND_URL ?? process.env.PULUMI_BACKEND_URL ?? "";
  if (url.startsWith("file://")) await mkdir(fileURLToPath(url), { recursive: true });
  return {
    ...backend,
    PATH: [...engine.path, dirname(engine.pulumi), dirname(engine.helm), process.env.PATH ?? ""].join(delimiter),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    [overrideVariable]: JSON.stringify(context.override),
  };
}
