import { readdir, rename } from "node:fs/promises";
import path from "node:path";

/**
 * Lets the Automation API install the official Pulumi CLI of its own version into `folder`, with the plugins it brings
 * along. Returns the program's path; throws if the installer fails.
 */
export async function installPulumi(folder: string): Promise<string> {
  // Loaded here alone: the SDK takes most of a second, and every other way to a tool does without it.
  const { PulumiCommand } = await import("@pulumi/pulumi/automation/index.js");
  await PulumiCommand.install({ root: folder });
  const installed = path.join(folder, "bin");
  for (const entry of await readdir(installed)) await rename(path.join(installed, entry), path.join(folder, entry));
  return path.join(folder, "pulumi");
}
