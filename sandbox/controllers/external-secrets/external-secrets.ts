import type { V1Secret } from "@kubernetes/client-node";
import { timestamp, withCondition } from "../conditions.ts";
import type { CustomResources } from "../custom-resources.ts";
import { announce } from "../events.ts";
import { type Content, content, type Secrets } from "../secrets.ts";
import { type ExternalSecret, type ExternalSecretSpec, type ExternalSecretStatus, KINDS } from "./kinds.ts";
import { contentHash, objectVersion, refreshInterval, restTime } from "./refresh.ts";
import type { Stores } from "./stores.ts";
import { templated, templatedTexts } from "./template.ts";
import { collect } from "./values.ts";

const HASH = "reconcile.external-secrets.io/data-hash";
const MANAGED = "reconcile.external-secrets.io/managed";
const COMPONENT = "external-secrets";

/** Brings values from stores into Secrets the way External Secrets does. */
export class ExternalSecretController {
  private readonly resources: CustomResources;
  private readonly secrets: Secrets;
  private readonly stores: Stores;
  private readonly failures = new Map<string, string>();

  constructor(resources: CustomResources, secrets: Secrets, stores: Stores) {
    this.resources = resources;
    this.secrets = secrets;
    this.stores = stores;
  }

  /** Follows ExternalSecrets, and the Secrets that they own. */
  start(): void {
    const queue = this.resources.reconcile<ExternalSecretSpec, ExternalSecretStatus>(KINDS.ExternalSecret, (object) =>
      this.reconcile(object),
    );
    this.secrets.onChange(({ metadata }) => {
      const owner = metadata?.ownerReferences?.find(({ kind }) => kind === KINDS.ExternalSecret.kind);
      if (owner !== undefined) queue.add(`${metadata?.namespace}/${owner.name}`);
    });
  }

  private async reconcile(object: ExternalSecret): Promise<number | undefined> {
    const { spec } = object;
    if (spec === undefined) return undefined;
    const interval = spec.refreshPolicy === "OnChange" ? undefined : refreshInterval(spec.refreshInterval);
    const rest = await this.rest(object, spec, interval);
    if (rest !== 0) return rest;
    try {
      const values = await collect(this.resources, this.stores, spec, object.metadata?.namespace ?? "");
      if (values === undefined) await this.remove(object, spec);
      else await this.write(object, spec, values);
    } catch (error) {
      await this.noteFailure(object, error instanceof Error ? error.message : String(error));
      throw error;
    }
    await this.noteSuccess(object, spec);
    return interval;
  }

  private async rest(
    object: ExternalSecret,
    spec: ExternalSecretSpec,
    interval: number | undefined,
  ): Promise<number | undefined> {
    const isDone = spec.refreshPolicy === "CreatedOnce" && object.status?.refreshTime !== undefined;
    const policy = spec.target?.creationPolicy ?? "Owner";
    const secret = await this.secrets.get(object.metadata?.namespace ?? "", targetName(object, spec));
    const isIntact = policy === "None" || policy === "Merge" || (secret !== undefined && isUnchanged(secret));
    if (!isIntact) return 0;
    return isDone ? undefined : restTime(object, interval);
  }

  private async write(object: ExternalSecret, spec: ExternalSecretSpec, values: Content): Promise<void> {
    const { creationPolicy = "Owner", template, immutable } = spec.target ?? {};
    const namespace = object.metadata?.namespace ?? "";
    const name = targetName(object, spec);
    if (creationPolicy === "None") return;
    const old = await this.secrets.get(namespace, name);
    if (creationPolicy === "Merge" && old === undefined) throw new Error(`the desired secret ${name} was not found`);
    const merges = creationPolicy === "Merge" || creationPolicy === "CreateOrMerge";
    const data = { ...(merges && old !== undefined && content(old)), ...templated(template, values) };
    const owned = creationPolicy === "Owner";
    if (
      owned &&
      old !== undefined &&
      !isOwnedBy(old, object) &&
      (old.metadata?.ownerReferences ?? []).some(isManager)
    ) {
      throw new Error(`target is owned by another ExternalSecret: ${namespace}/${name}`);
    }
    await this.secrets.write({
      namespace,
      name,
      type: template?.type ?? "Opaque",
      data,
      metadata: {
        labels: { ...templatedTexts(template?.metadata?.labels, values), [MANAGED]: "true" },
        annotations: { ...templatedTexts(template?.metadata?.annotations, values), [HASH]: contentHash(data) },
        ...(owned && { ownerReferences: [ownerReference(object)] }),
      },
      ...(immutable !== undefined && { immutable }),
    });
  }

  private async remove(object: ExternalSecret, spec: ExternalSecretSpec): Promise<void> {
    const namespace = object.metadata?.namespace ?? "";
    const name = targetName(object, spec);
    const secret = await this.secrets.get(namespace, name);
    if (secret === undefined || spec.target?.deletionPolicy !== "Delete" || !isOwnedBy(secret, object)) return;
    await this.secrets.core.deleteNamespacedSecret({ namespace, name });
  }

  private async noteSuccess(object: ExternalSecret, spec: ExternalSecretSpec): Promise<void> {
    this.failures.delete(object.metadata?.uid ?? "");
    const ready = { type: "Ready", status: "True" as const, reason: "SecretSynced", message: "secret synced" };
    await this.resources.setStatus<ExternalSecretStatus>(KINDS.ExternalSecret, object, {
      conditions: withCondition(object.status?.conditions, ready),
      refreshTime: timestamp(),
      syncedResourceVersion: objectVersion(object),
      binding: { name: targetName(object, spec) },
    });
  }

  private async noteFailure(object: ExternalSecret, message: string): Promise<void> {
    const failed = {
      type: "Ready",
      status: "False" as const,
      reason: "SecretSyncedError",
      message: "could not get secret data from provider",
    };
    const conditions = withCondition(object.status?.conditions, failed);
    await this.resources.setStatus<ExternalSecretStatus>(KINDS.ExternalSecret, object, { conditions });
    const uid = object.metadata?.uid ?? "";
    if (this.failures.get(uid) === message) return;
    this.failures.set(uid, message);
    const what = { type: "Warning" as const, reason: "UpdateFailed", message, component: COMPONENT };
    await announce(this.secrets.core, object, what);
  }
}

function targetName(object: ExternalSecret, spec: ExternalSecretSpec): string {
  return spec.target?.name ?? object.metadata?.name ?? "";
}

function isUnchanged(secret: V1Secret): boolean {
  return secret.metadata?.annotations?.[HASH] === contentHash(content(secret));
}

function isManager(reference: { kind: string; controller?: boolean }): boolean {
  return reference.kind === KINDS.ExternalSecret.kind && reference.controller === true;
}

function isOwnedBy(secret: V1Secret, object: ExternalSecret): boolean {
  return secret.metadata?.ownerReferences?.some(({ uid }) => uid === object.metadata?.uid) ?? false;
}

function ownerReference({ metadata }: ExternalSecret) {
  const { group, version, kind } = KINDS.ExternalSecret;
  const { name = "", uid = "" } = metadata ?? {};
  return { apiVersion: `${group}/${version}`, kind, name, uid, controller: true, blockOwnerDeletion: true };
}
