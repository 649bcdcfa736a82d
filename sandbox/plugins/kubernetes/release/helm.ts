import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { asList, asMap, asText, type PropertyMap } from "../../protocol/property.ts";
import { toJson } from "../../protocol/wire.ts";
import type { Cluster } from "../cluster.ts";
import { run } from "./child.ts";

/** Helm refused or failed; the message is Helm's own, without its prefix. */
export class HelmError extends Error {}

const written = new Map<Cluster, string>();

/** A kubeconfig given as text goes into a file that only this user can read, for as long as the plugin runs. */
function kubeconfigFile(cluster: Cluster): string | undefined {
  const { kubeconfig, selection } = cluster;
  if (kubeconfig === undefined || (kubeconfig.file !== undefined && !selection.cluster)) return kubeconfig?.file;
  const known = written.get(cluster);
  if (known !== undefined) return known;
  const directory = mkdtempSync(join(tmpdir(), "kubernetes-stand-in-"));
  const file = join(directory, "config");
  writeFileSync(file, stringify(toJson(withSelection(kubeconfig.document, cluster))), { mode: 0o600 });
  process.on("exit", () => rmSync(directory, { recursive: true, force: true }));
  written.set(cluster, file);
  return file;
}

/** Helm has no option for the cluster, so the chosen one goes into every context. */
function withSelection(document: PropertyMap, cluster: Cluster): PropertyMap {
  const chosen = cluster.selection.cluster;
  if (!chosen) return document;
  const contexts = asList(document.contexts).map((entry) => {
    const context = asMap(asMap(entry).context);
    return { ...asMap(entry), context: { ...context, cluster: chosen } };
  });
  return { ...document, contexts };
}

function connectionWords(cluster: Cluster): string[] {
  const file = kubeconfigFile(cluster);
  const { context } = cluster.selection;
  return [...(file === undefined ? [] : ["--kubeconfig", file]), ...(context ? ["--kube-context", context] : [])];
}

function errorText(stderr: string): string {
  const start = stderr.search(/^Error: /m);
  const text =
    start < 0 ? stderr : stderr.slice(start).replace(/^Error: (INSTALLATION FAILED: |UPGRADE FAILED: )?/, "");
  return text.trim();
}

/**
 * Runs helm against the cluster and returns what it prints. Values go through standard input, so that they are
 * neither in a file nor in the process list; pass `--values -` in the words to have them read.
 */
export async function helm(cluster: Cluster, words: string[], values: PropertyMap = {}): Promise<string> {
  const program = process.env.IMPRUN_HELM || "helm";
  const all = [...words, ...connectionWords(cluster)];
  const outcome = await run(program, all, JSON.stringify(toJson(values)), cluster.cancelled);
  if (outcome.code !== 0) throw new HelmError(errorText(outcome.stderr) || `helm ended with ${outcome.code}`);
  return outcome.stdout;
}

/** The words that name a release. */
export function releaseWords(release: PropertyMap): string[] {
  return [asText(release.name), "--namespace", asText(release.namespace)];
}
