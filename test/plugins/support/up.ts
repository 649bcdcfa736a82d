import type { Plugins } from "./plugins.ts";
import { Project } from "./project.ts";
import { type ReleaseWish, releaseProgram } from "./release.ts";

/** Runs one `up` of the release program in a process of its own, which a case can kill: `node up.ts JSON`. */
const order: { plugins: Plugins; directory: string; wish: ReleaseWish } = JSON.parse(process.argv[2] ?? "{}");
const outcome = await new Project(order.plugins, releaseProgram(order.wish), order.directory).up();
process.exitCode = outcome.error === undefined ? 0 : 1;
