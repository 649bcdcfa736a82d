import { execFileSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..", "..", "..");

/** Where the stand-ins' executables are. */
export const standIns = path.join(root, "sandbox", "plugins", "bin");

/** A set of provider plugins that the contract is checked against. */
export interface Plugins {
  name: "stand-in" | "official";
  /** The directory with the executables; undefined where there are none. */
  directory: string | undefined;
}

function isOfficial(directory: string): boolean {
  return ["kubernetes", "random"].every((name) => {
    const executable = path.join(directory, `pulumi-resource-${name}`);
    return existsSync(executable) && path.dirname(realpathSync(executable)) !== realpathSync(standIns);
  });
}

/** The stand-ins, and the official plugins of IMPRUN_OFFICIAL_PLUGINS or PATH. */
export function pluginSets(): Plugins[] {
  const given = process.env.IMPRUN_OFFICIAL_PLUGINS;
  const candidates = given === undefined ? (process.env.PATH ?? "").split(path.delimiter) : [given];
  return [
    { name: "stand-in", directory: standIns },
    { name: "official", directory: candidates.find((directory) => directory !== "" && isOfficial(directory)) },
  ];
}

/** Paths of the engine and of Helm. */
export interface Tools {
  pulumi: string;
  helm: string;
}

let found: Tools | undefined;

/** Finds the engine and Helm the way the sandbox does; looks once. */
export function tools(): Tools {
  if (found === undefined) {
    const words = [path.join(root, "sandbox", "main.ts"), "tools", "pulumi", "helm"];
    const answer: { tools: Tools } = JSON.parse(execFileSync(process.execPath, words, { encoding: "utf8" }));
    found = answer.tools;
  }
  return found;
}
