import { join } from "node:path";
import type { Figure } from "./figure.ts";
import { medianSeconds, sample } from "./samples.ts";
import { timed } from "./timed.ts";

/** How long a new control plane takes until pods can be scheduled on it. */
export const controlPlane: Figure = {
  name: "control plane ready",
  measures: "from the first process to API server, controllers and three nodes ready, programs cached",
  budget: 5,
  async measure({ directory }) {
    const sandbox = (...args: readonly string[]) =>
      timed(process.execPath, [join(directory, "sandbox", "main.ts"), ...args, "--name", "bench"], { directory });
    // Programs that are not there yet are provided before anything is measured.
    await sandbox("up");
    try {
      const seconds = await sample(async () => {
        await sandbox("down");
        const { readySeconds } = JSON.parse((await sandbox("up")).stdout) as { readySeconds: number };
        return readySeconds;
      });
      return medianSeconds(seconds);
    } finally {
      await sandbox("down");
    }
  },
};
