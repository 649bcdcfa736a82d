import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Figure } from "./figure.ts";
import { median, sample } from "./samples.ts";
import { timed } from "./timed.ts";

/** What our own code costs: the command's Node process beside one that runs an empty program. */
export const nodeSide: Figure = {
  name: "Node side of up",
  measures:
    "processor time of the Node process of `up` with no changes, against that of an empty program's `up` by the same engine",
  budget: 2,
  async measure({ directory }) {
    const up = () => timed("./imprun", ["up", "--stack", "dev", "--yes"], { directory });
    await up();
    const folder = mkdtempSync(join(tmpdir(), "empty-"));
    try {
      const empty = await emptyUp(directory, folder);
      await empty();
      // In turns, so that a busy machine slows both.
      const pairs = await sample(async () => [(await up()).nodeSeconds, (await empty()).nodeSeconds] as const);
      const ours = median(pairs.map(([own]) => own));
      const theirs = median(pairs.map(([, other]) => other));
      const how = `${ours.toFixed(2)} s against ${theirs.toFixed(2)} s, medians of ${pairs.length}`;
      return { value: ours / theirs, unit: "×", how };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function emptyUp(directory: string, folder: string): Promise<() => ReturnType<typeof timed>> {
  const { stdout } = await timed(process.execPath, [join(directory, "sandbox", "main.ts"), "engine"], { directory });
  const { pulumi } = JSON.parse(stdout) as { pulumi: string };
  mkdirSync(join(folder, "state"));
  writeFileSync(join(folder, "Pulumi.yaml"), "name: empty\nruntime: nodejs\n");
  const environment = {
    PATH: [join(pulumi, ".."), process.env.PATH ?? ""].join(delimiter),
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "empty",
  };
  const program = join(import.meta.dirname, "empty-program.ts");
  return () => timed(process.execPath, [program], { directory: folder, environment });
}
