import { realpathSync, statSync } from "node:fs";
import type { Json } from "../../core/json.ts";
import type { ReleasePlan } from "../../plan/releases.ts";
import { RenderCache } from "./cache.ts";
import type { Capabilities } from "./capabilities.ts";
import type { ChartFiles } from "./chart-files.ts";
import { helmTemplate } from "./helm-template.ts";
import { type MaskedObject, maskSecret } from "./mask.ts";

/** One object of a release: masked, and not yet named. */
export interface ReleaseObject extends MaskedObject {
  readonly installedOnce?: true;
}

/** What releases are rendered with. */
export interface Kitchen {
  /** Path of the Helm command. */
  readonly helm: string;
  readonly cache: RenderCache;
  /** Arguments that let templates look objects up in a cluster; absent where none is asked. */
  readonly lookup?: readonly string[];
}

/** Renders one release, or takes it from the cache if nothing of what it is made of has changed. @throws Error with Helm's own words. */
export async function renderRelease(
  release: ReleasePlan,
  chart: ChartFiles,
  capabilities: Capabilities,
  upgrade: boolean,
  { helm, cache, lookup = [] }: Kitchen,
): Promise<readonly ReleaseObject[]> {
  const asked = mayAskKinds(release, chart) ? capabilities : { ...capabilities, apiVersions: [] };
  // What a template finds in the cluster may be another thing next time.
  const live = chart.looksUp && lookup.length > 0;
  const name = cacheName(release, chart, asked, upgrade, helm);
  const kept = live ? undefined : cache.read<readonly ReleaseObject[]>(name);
  if (kept !== undefined) return kept;
  const template = { helm, chartPath: chart.path, capabilities: asked, upgrade, lookup: live ? lookup : [] };
  const written = await helmTemplate(release, template);
  const objects = written.map(
    ({ object, installedOnce }): ReleaseObject => ({
      ...maskSecret(object, cache.printKey),
      ...(installedOnce ? { installedOnce: true } : {}),
    }),
  );
  if (!live) cache.write(name, objects);
  return objects;
}

/** Whether a release may come out differently where the cluster knows other kinds: values may be templates, too. */
export function mayAskKinds({ values }: ReleasePlan, { asksKinds }: ChartFiles): boolean {
  return asksKinds || JSON.stringify(values).includes("APIVersions");
}

function cacheName(
  { name, namespace, values }: ReleasePlan,
  { digest }: ChartFiles,
  { kubernetesVersion, apiVersions }: Capabilities,
  upgrade: boolean,
  helm: string,
): string {
  const parts = {
    helm: fileIdentity(helm),
    digest,
    name,
    namespace,
    values,
    kubernetesVersion,
    apiVersions,
    upgrade,
  };
  return RenderCache.nameOf(parts);
}

/** Tells one program from another version of it, without starting it. */
function fileIdentity(program: string): Json {
  const path = realpathSync(program);
  const { size, mtimeMs } = statSync(path);
  return [path, size, mtimeMs];
}
