import path from "node:path";
import type { Progress } from "../progress.ts";
import { cacheDirectory } from "./cache.ts";
import { isExecutable, onPath } from "./find.ts";
import { provideTools } from "./install.ts";
import { type PluginSource, providePlugins, standInFolder } from "./plugins.ts";

/** How to run the Pulumi engine on this machine. */
export interface Engine {
  pulumi: string;
  helm: string;
  /** Folders to put before PATH, in this order. */
  path: string[];
  plugins: Record<string, PluginSource>;
  /** Whether the engine can start programs and policy packs in TypeScript by itself. */
  languagePlugin: boolean;
}

/**
 * Provides the Pulumi CLI, Helm and the provider plugins: the official ones, or stand-ins where those cannot be had.
 * Throws a Problem if a program cannot be had, or an official plugin that IMPRUN_PLUGINS=official insists on.
 */
export async function describeEngine(progress: Progress, providers?: readonly string[]): Promise<Engine> {
  const { pulumi = "", helm = "" } = await provideTools(["pulumi", "helm"], progress);
  const plugins = await providePlugins(pulumi, progress, providers);
  const standIns = Object.keys(plugins.sources).filter((name) => plugins.sources[name] === "stand-in");
  // What was found on PATH is found there again; putting its folder first would put everything else in it first, too.
  const own = [pulumi, helm]
    .filter((program) => program.startsWith(cacheDirectory()))
    .map((program) => path.dirname(program));
  const languagePlugin = hasLanguagePlugin(pulumi);
  return {
    pulumi,
    helm,
    path: [...standInFolder(standIns, !languagePlugin), ...plugins.folders, ...own],
    plugins: plugins.sources,
    languagePlugin,
  };
}

function hasLanguagePlugin(pulumi: string): boolean {
  const name = "pulumi-language-nodejs";
  return onPath(name).length > 0 || isExecutable(path.join(path.dirname(pulumi), name));
}
