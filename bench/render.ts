import { join } from "node:path";
import { decide } from "../src/operate/context.ts";
import { RenderCache } from "../src/operate/render/cache.ts";
import { renderPlan } from "../src/operate/render/render.ts";
import type { Checkout } from "../test/e2e/support/checkout.ts";
import { count, helmPath, prepare } from "./diff.ts";
import type { Figure, Measured } from "./figure.ts";
import { median, sample } from "./samples.ts";
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
    let alone = 0;
    for (let release = 0; release < count; release += 1)
      alone += (await timed(helm, ["template", "app", "charts/small", "--values", "-"], { directory, input: "{}" }))
        .seconds;
    return [ours, alone] as const;
  });
  const [ours, alone] = [median(seconds.map(([own]) => own)), median(seconds.map(([, other]) => other))];
  const how = `${ours.toFixed(3)} s against ${alone.toFixed(2)} s, medians of ${seconds.length}`;
  return { value: ours / alone, unit: "×", how };
}
