import type { Figure } from "./figure.ts";
import { medianSeconds, sample } from "./samples.ts";
import { timed } from "./timed.ts";

const up = ["up", "--stack", "dev", "--yes", "--json"];

/** How long the dev stack takes from nothing, where only the programs are there already. */
export const firstUp: Figure = {
  name: "first up",
  measures: "`./imprun up --stack dev` with cached programs: control plane, engine, everything of the stack ready",
  async measure({ directory }) {
    const down = () => timed("./imprun", ["down", "--stack", "dev", "--yes"], { directory });
    const seconds = await sample(async () => {
      const first = await timed("./imprun", up, { directory });
      await down();
      return first.seconds;
    }, 3);
    return medianSeconds(seconds);
  },
};

/** How long an `up` takes that finds everything as it should be. */
export const secondUp: Figure = {
  name: "up, no changes",
  measures: "`./imprun up --stack dev`, the whole command, on a stack that is up",
  budget: 10,
  async measure({ directory }) {
    await timed("./imprun", up, { directory });
    const seconds = await sample(async () => {
      const { seconds, stdout } = await timed("./imprun", up, { directory });
      const { changes } = (JSON.parse(stdout) as { data: { changes: readonly unknown[] } }).data;
      if (changes.length > 0) throw new Error(`up changed something: ${JSON.stringify(changes)}`);
      return seconds;
    });
    return medianSeconds(seconds);
  },
};
