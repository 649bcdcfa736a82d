import { prepare } from "./diff.ts";
import type { Figure } from "./figure.ts";
import { medianSeconds, sample } from "./samples.ts";
import { timed } from "./timed.ts";

/** What it costs to hold many releases against their cluster. */
export const diffLive: Figure = {
  name: "live diff of 30 releases",
  measures: "`./imprun diff --live` on a stack of 30 releases that is up",
  budget: 2.5,
  async measure(checkout) {
    const { directory } = checkout;
    prepare(checkout);
    try {
      await timed("./imprun", ["up", "--stack", "many", "--yes"], { directory });
      const diff = () => timed("./imprun", ["diff", "--stack", "many", "--live", "--json"], { directory });
      await diff();
      return medianSeconds((await sample(diff)).map(({ seconds }) => seconds));
    } finally {
      await timed("./imprun", ["sandbox", "down", "--name", "many"], { directory });
    }
  },
};
