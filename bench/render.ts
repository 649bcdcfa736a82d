import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { decide } from "../src/operate/context.ts";
import { RenderCache } from "../src/operate/render/cache.ts";
import { renderPlan } from "../src/operate/render/render.ts";
import type { Checkout } from "../test/e2e/support/checkout.ts";
import { count, helmAlone, helmPath, prepare, ratio } from "./diff.ts";
import type { Figure, Measured } from "./figure.ts";
import { sample } from "./samples.ts";
import { interrupted, timed } from "./timed.ts";

/** What rendering many releases costs where nothing is kept of an earlier run. */
export const renderCold: Figure = {
  name: "render of 30 releases",
  measures: "the rendering itself, with nothing kept, against 30 `helm template` one after the other",
  budget: 0.6,
  measure: (checkout) => againstHelm(checkout, (run) => [`cold-${run}`]),
};

/** What it costs where nothing has changed since. */
export const renderKept: Figure = {
  name: "render again",
  measures: "the rendering itself, with nothing changed, against 30 `helm template` one after the other",
  budget: 0.1,
  measure: (checkout) => againstHelm(checkout, () => ["kept", "kept"]),
};

/** What the command costs as a whole where a chart that all releases have was edited. */
export const renderCommand: Figure = {
  name: "render as a command",
  measures: "`./imprun render` of the same after an edit of their chart, launcher and all, against 30 `helm template`",
  async measure(checkout) {
    const { directory } = checkout;
    prepare(checkout);
    const helm = await helmPath(directory);
    const seconds = await sample(async () => {
      // The renderings of an earlier benchmark are kept, too.
      checkout.write("charts/small/templates/edited.yaml", `# ${randomUUID()}\n`);
      const ours = await timed("./imprun", ["render", "--stack", "many"], { directory });
      return [ours.seconds, await helmAlone(helm, directory, count)] as const;
    });
    return ratio(seconds);
  },
};

/** Renders once for each cache that is named, and takes the time of the last. */
async function againstHelm(checkout: Checkout, caches: (run: number) => readonly string[]): Promise<Measured> {
  const { directory } = checkout;
  prepare(checkout);
  const helm = await helmPath(directory);
  const terminal = { coloured: false, interactive: false, say: () => {} };
  const { plan } = await decide({
    directory,
    stack: "many",
    override: {},
    terminal,
    yes: false,
    signal: interrupted.signal,
  });
  let run = 0;
  const seconds = await sample(async () => {
    let ours = 0;
    run += 1;
    for (const name of caches(run)) {
      const began = performance.now();
      const { skipped } = await renderPlan(plan, directory, helm, {
        cache: new RenderCache(join(directory, ".build", name)),
      });
      ours = (performance.now() - began) / 1000;
      if (Object.keys(skipped).length > 0) throw new Error(JSON.stringify(skipped));
    }
    return [ours, await helmAlone(helm, directory, count)] as const;
  });
  return ratio(seconds);
}
