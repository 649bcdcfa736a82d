import { randomBytes } from "node:crypto";
import { homedir } from "node:os";
import { asText, containsUnknown, type PropertyMap } from "../../protocol/property.ts";
import type { CheckCall, Checked, CheckFailure } from "../../protocol/provider.ts";
import type { Cluster } from "../cluster.ts";
import { chartDefinitions, loadChart } from "./chart.ts";
import { annotate, decodeRelease } from "./inputs.ts";

/** Seconds that Helm waits by default. */
const defaultTimeout = 300;

/** What an input is unless the program says otherwise. */
export function withDefaults(inputs: PropertyMap, namespace: string): PropertyMap {
  const filled = { ...inputs };
  if ((filled.namespace ?? "") === "") filled.namespace = namespace;
  if ((filled.skipAwait ?? false) === false) filled.timeout ??= defaultTimeout;
  if (filled.verify === true && (filled.keyring ?? "") === "") filled.keyring = `${homedir()}/.gnupg/pubring.gpg`;
  return filled;
}

function withName(call: CheckCall): PropertyMap {
  if (call.new.name === undefined && call.old.name !== undefined) return { ...call.new, name: call.old.name };
  if ((call.new.name ?? "") !== "") return call.new;
  return { ...call.new, name: `${call.name}-${randomBytes(4).toString("hex")}` };
}

/**
 * Completes a release's inputs. The chart is looked at unless an input is unknown: its version becomes the exact one,
 * and a chart that cannot be found is a failure of the input `chart`.
 */
export async function checkRelease(call: CheckCall, cluster: Cluster): Promise<Checked> {
  const inputs = withDefaults(withName(call), cluster.namespace);
  const release = decodeRelease(inputs);
  const failures: CheckFailure[] = [];
  if (!containsUnknown(inputs)) {
    try {
      release.version = asText((await loadChart(release, cluster)).version);
      cluster.kinds.declareLater(() => chartDefinitions(release, cluster));
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      failures.push({ property: "chart", reason: `${cause}; check the chart name and repository configuration.` });
    }
  }
  return { inputs: annotate(release, call.new), failures };
}
