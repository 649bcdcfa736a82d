import { asMap, asText, type PropertyMap } from "../../protocol/property.ts";
import {
  type CreateCall,
  type DeleteCall,
  InitializationError,
  type ReadCall,
  type UpdateCall,
} from "../../protocol/provider.ts";
import type { ApiServer } from "../api-server.ts";
import type { Cluster } from "../cluster.ts";
import { chartWords } from "./chart.ts";
import { withDefaults } from "./check.ts";
import { installFlags, uninstallFlags, upgradeFlags } from "./flags.ts";
import { HelmError, helm, releaseWords } from "./helm.ts";
import { decodeRelease } from "./inputs.ts";
import { newestRevision, type ReleaseName, readRecord, withRecord } from "./record.ts";
import { checkpoint, idOf, recordedInputs } from "./state.ts";

function nameOf(release: PropertyMap): ReleaseName {
  return { namespace: asText(release.namespace), name: asText(release.name) };
}

function serverFor(cluster: Cluster, verb: string): ApiServer {
  if (cluster.server !== undefined) return cluster.server;
  throw new Error(`can't ${verb} Helm Release with unreachable cluster: ${cluster.unreachable}`);
}

/** Runs helm and returns its complaint; other errors pass. */
async function complaint(work: Promise<string>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof HelmError) return error.message;
    throw error;
  }
}

function failed(release: PropertyMap, what: string, cause: string, outputs: PropertyMap): InitializationError {
  const id = idOf(release);
  const text = `failed to become available within allocated timeout. Error: Helm Release ${id}: ${cause}`;
  const message = `Helm release "${id}" ${what}. Use Helm CLI to investigate: ${text}`;
  return new InitializationError(message, { id, outputs, reasons: [message] });
}

/** Installs a release. One that fails after Helm has recorded it stays in the state, with the reason. */
export async function createRelease(call: CreateCall, cluster: Cluster): Promise<{ id: string; outputs: PropertyMap }> {
  const release = decodeRelease(call.inputs);
  if (call.preview) return { id: "", outputs: checkpoint(call.inputs, release, true) };
  const server = serverFor(cluster, "create");
  const words = [
    "install",
    ...releaseWords(release),
    ...chartWords(release),
    ...installFlags(release),
    "--values",
    "-",
  ];
  const cause = await complaint(helm(cluster, words, asMap(release.values)));
  const nameIsTaken = cause?.includes("cannot re-use a name that is still in use") ?? false;
  const record = nameIsTaken ? undefined : await readRecord(nameOf(release), server);
  if (record === undefined) throw new Error(cause ?? `Helm has no record of ${idOf(release)} after installing it`);
  const outputs = checkpoint(call.inputs, withRecord(release, record), false);
  if (cause === undefined) return { id: idOf(release), outputs };
  const advice = "look at it with helm, mend the cause, then run again";
  cluster.engine.warn(
    call.urn,
    `Helm has recorded ${idOf(release)}, but its installation failed: ${cause} (${advice})`,
  );
  throw failed(release, "was created, but failed to initialize completely", cause, outputs);
}

/** Upgrades a release. One that fails after Helm has recorded the revision is recorded as it was asked for. */
export async function updateRelease(call: UpdateCall, cluster: Cluster): Promise<PropertyMap> {
  const release = decodeRelease(call.new);
  if (call.preview) return checkpoint(call.new, release, true);
  const server = serverFor(cluster, "update");
  const name = nameOf(release);
  const chart = chartWords(release);
  const values = asMap(release.values);
  if (release.lint === true) await helm(cluster, ["lint", chart[0] ?? "", "--values", "-"], values);
  const before = await newestRevision(name, server);
  const words = ["upgrade", ...releaseWords(release), ...chart, ...upgradeFlags(release), "--values", "-"];
  const cause = await complaint(helm(cluster, words, values));
  const now = await newestRevision(name, server);
  if (cause !== undefined && now <= before) throw new Error(cause);
  // After an atomic upgrade the newest revision is the rollback; the one that failed came before it.
  const record = await readRecord(name, server, cause === undefined ? now : before + 1);
  const outputs = checkpoint(call.new, withRecord(release, record ?? {}), false);
  if (cause === undefined) return outputs;
  throw failed(release, "failed to initialize completely", cause, outputs);
}

/** Reads Helm's record of a release. Its status is only an output: a failed release reads like a healthy one. */
export async function readRelease(call: ReadCall, cluster: Cluster) {
  if (cluster.server === undefined) {
    cluster.engine.warn(call.urn, `configured Kubernetes cluster is unreachable: ${cluster.unreachable}`);
    throw new Error("failed to read resource state due to unreachable cluster");
  }
  const isImport = Object.keys(call.outputs).length === 0;
  const [namespace = "", name = ""] = call.id.includes("/") ? call.id.split("/") : [cluster.namespace, call.id];
  const release = decodeRelease(isImport ? { namespace, name } : call.outputs);
  const record = await readRecord(nameOf(release), cluster.server);
  if (record === undefined) return undefined;
  const live = withRecord(release, record);
  const inputs = recordedInputs(call.outputs) ?? importedInputs(live, cluster.namespace);
  return { id: call.id || idOf(live), outputs: checkpoint(inputs, live, false), inputs };
}

function importedInputs(live: PropertyMap, namespace: string): PropertyMap {
  const { resourceNames: _, status: __, ...inputs } = live;
  return withDefaults(inputs, namespace);
}

/** Uninstalls a release; one that is gone already is an error, as it is for the official provider. */
export async function deleteRelease(call: DeleteCall, cluster: Cluster): Promise<void> {
  serverFor(cluster, "delete");
  const release = decodeRelease(call.outputs);
  await helm(cluster, ["uninstall", ...releaseWords(release), ...uninstallFlags(release)]);
}
