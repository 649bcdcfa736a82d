import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../core/problem.ts";
import { sandboxFolder } from "../../plan/cluster.ts";
import type { Context, Decided } from "../context.ts";

/** The passphrase of a sandbox's stack where none is set: the state lies beside the throw-away cluster that it describes. */
const sandboxPassphrase = "sandbox";

/**
 * The engine's environment for a stack: where its state is, and what it is encrypted with. A sandbox's state is kept with the
 * sandbox, and thrown away with it; any other stack's is where the user is logged in.
 * @throws UserError if nobody said where the state is.
 */
export function backendEnvironment(
  { directory, stack }: Context,
  { settings }: Decided,
): Readonly<Record<string, string>> {
  const { cluster } = settings.environment;
  const { PULUMI_BACKEND_URL, PULUMI_CONFIG_PASSPHRASE, PULUMI_CONFIG_PASSPHRASE_FILE } = process.env;
  if (cluster.kind === "sandbox") {
    const passphrase = PULUMI_CONFIG_PASSPHRASE ?? PULUMI_CONFIG_PASSPHRASE_FILE;
    return {
      ...(PULUMI_BACKEND_URL === undefined
        ? { PULUMI_BACKEND_URL: `file://${join(directory, sandboxFolder, cluster.name, "state")}` }
        : {}),
      ...(passphrase === undefined ? { PULUMI_CONFIG_PASSPHRASE: sandboxPassphrase } : {}),
    };
  }
  if (PULUMI_BACKEND_URL === undefined && !loggedIn()) {
    throw new UserError(`The state of stack '${stack}' has no place yet.`, [
      {
        path: "PULUMI_BACKEND_URL",
        message: "set it to where the team keeps state, such as s3://bucket or file:///path, or log in once",
        fix: "pulumi login s3://<bucket>",
      },
    ]);
  }
  return {};
}

/** Whether `pulumi login` was ever done on this machine. */
function loggedIn(): boolean {
  const path = join(process.env.PULUMI_HOME ?? join(homedir(), ".pulumi"), "credentials.json");
  if (!existsSync(path)) return false;
  const { current } = JSON.parse(readFileSync(path, "utf8")) as { current?: string };
  return current !== undefined && current !== "";
}
