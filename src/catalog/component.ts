import type { z } from "zod";
import type { JsonObject } from "../core/json.ts";
import type { Tier } from "../core/tier.ts";

/** A chart in a repository, pinned to exactly one version. */
export interface RemoteChart {
  /** Address of the chart repository (`https://…`). */
  readonly repository: string;
  readonly name: string;
  /** The chart's exact version, as its repository writes it. */
  readonly version: string;
}

/** What a component may know about the environment that it is installed in. */
export interface ComponentContext {
  readonly tier: Tier;
  /** Pods of each controller that may run more than once: 2 where an environment must withstand the loss of a node. */
  readonly replicas: number;
  /** Registry that images are pulled from, unless a chart names its own. */
  readonly imageRegistry: string;
  /** StorageClass of volumes; empty: the cluster's default. */
  readonly storageClass: string;
  /** Names of the other components of the environment. */
  readonly installed: ReadonlySet<string>;
}

/** One thing that the platform can install: data, and one function from settings to chart values. */
export interface Component<Settings extends z.ZodObject = z.ZodObject> {
  /** Name in the stack file, of the release, and in `requires` of others. */
  readonly name: string;
  /** What it is for, in one sentence; shown in the configuration reference. */
  readonly summary: string;
  readonly namespace: string;
  readonly chart: RemoteChart;
  /** Names of components that have to be there before it. */
  readonly requires: readonly string[];
  /** What a stack file may say about it; every key has a default, so that `{}` is valid. */
  readonly settings: Settings;
  /** The chart's values. Never a secret: values are stored in the cluster with the release. */
  values(settings: z.output<Settings>, context: ComponentContext): JsonObject;
}

/** Declares a component; it only gives the settings their type. */
export function defineComponent<Settings extends z.ZodObject>(component: Component<Settings>): Component<Settings> {
  return component;
}
