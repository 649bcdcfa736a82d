import type { Figure, Measured } from "./figure.ts";
import { manyApps } from "./many-apps.ts";
import { median, medianSeconds, sample } from "./samples.ts";
import { timed } from "./timed.ts";

/** How long one looks at a plan's command line until the plan is there. */
export const planDev: Figure = {
  name: "plan",
  measures: "`./imprun plan --stack dev`, the whole command",
  budget: 0.6,
  measure: ({ directory }) => plans(directory, "dev"),
};

/** The same for an environment of 30 apps. */
export const planMany: Figure = {
  name: "plan of 30 apps",
  measures: "`./imprun plan`, the whole command, on a stack file with 30 apps of the product's chart",
  budget: 1,
  async measure(checkout) {
    checkout.write("Pulumi.many.yaml", manyApps("imprun", 30));
    return plans(checkout.directory, "many");
  },
};

async function plans(directory: string, stack: string): Promise<Measured> {
  const plan = () => timed("./imprun", ["plan", "--stack", stack, "--json"], { directory });
  // The first run fills Node's cache of compiled code.
  await plan();
  const runs = await sample(plan);
  const whole = medianSeconds(runs.map(({ seconds }) => seconds));
  const processor = median(runs.map(({ nodeSeconds }) => nodeSeconds));
  return { ...whole, how: `${whole.how}; ${processor.toFixed(2)} s of processor time` };
}
