import { z } from "zod";
import { mapAt } from "../core/fields.ts";
import { tiers } from "../core/tier.ts";
import { defineRule } from "./rule.ts";

const exact = /^v?\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/;
/** An archive of one version, or a folder: what is in it is what the repository holds. */
const onDisk = /^\.{0,2}\/.*(?:-v?\d+\.\d+\.\d+[\w.+-]*\.tgz|\/[\w-]+)$/;

/** Charts in exactly one version. */
export const chartVersion = defineRule({
  id: "chart-version",
  title: "A release names the exact version of its chart.",
  why: "A range resolves to whatever is newest when somebody runs it: the same stack file brings another environment tomorrow.",
  fix: "Give the chart's version in full, as 1.2.3, or the path of a chart on disk.",
  kinds: ["Release"],
  tiers,
  scope: "all",
  sees: "object",
  parameters: z.strictObject({}),
  *check(object) {
    const { chart, version } = mapAt(object, "spec");
    if (version === undefined && onDisk.test(String(chart))) return;
    if (version === undefined) yield `chart '${chart}' has no version`;
    else if (!exact.test(String(version))) yield `version '${version}' is no exact version`;
  },
  admission: { not: "A release is no Kubernetes object; the API server sees only what its chart made." },
});
