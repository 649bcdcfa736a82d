// Loaded into each measured Node process: on its end it writes its own processor time, in seconds.
import { writeFileSync } from "node:fs";
import { join } from "node:path";

process.once("exit", () => {
  const { user, system } = process.cpuUsage();
  writeFileSync(join(process.env.BENCH_USAGE ?? ".", String(process.pid)), String((user + system) / 1e6));
});
