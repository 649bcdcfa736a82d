import { timestamp, withCondition } from "../conditions.ts";
import type { CustomResources } from "../custom-resources.ts";
import { announce } from "../events.ts";
import { type Content, content, type Secrets } from "../secrets.ts";
import { KINDS, type PushMatch, type PushSecret, type PushSecretSpec, type PushSecretStatus } from "./kinds.ts";
import { generate } from "./passwords.ts";
import { exists, push } from "./provider.ts";
import { objectVersion, refreshInterval, restTime } from "./refresh.ts";
import type { Stores } from "./stores.ts";

/** Brings values from Secrets or generators into stores the way External Secrets does. What it wrote stays there. */
export class PushSecretController {
  private readonly resources: CustomResources;
  private readonly secrets: Secrets;
  private readonly stores: Stores;

  constructor(resources: CustomResources, secrets: Secrets, stores: Stores) {
    this.resources = resources;
    this.secrets = secrets;
    this.stores = stores;
  }

  /** Follows PushSecrets. */
  start(): void {
    this.resources.reconcile<PushSecretSpec, PushSecretStatus>(KINDS.PushSecret, (object) => this.reconcile(object));
  }

  private async reconcile(object: PushSecret): Promise<number | undefined> {
    const { spec } = object;
    if (spec === undefined) return undefined;
    const interval = refreshInterval(spec.refreshInterval);
    const rest = restTime(object, interval);
    if (rest !== 0) return rest;
    try {
      const pushed = await this.pushAll(spec, object.metadata?.namespace ?? "");
      await this.note(object, "True", "Synced", "PushSecret synced successfully", {
        refreshTime: timestamp(),
        syncedResourceVersion: objectVersion(object),
        syncedPushSecrets: pushed,
      });
      return interval;
    } catch (error) {
      const message = `set secret failed: ${error instanceof Error ? error.message : error}`;
      await this.note(object, "False", "Errored", message);
      throw error;
    }
  }

  private async pushAll(spec: PushSecretSpec, namespace: string): Promise<Record<string, Record<string, PushMatch>>> {
    const source = await this.source(spec, namespace);
    const done: Record<string, Record<string, PushMatch>> = {};
    for (const reference of spec.secretStoreRefs) {
      const provider = await this.stores.open(reference, namespace);
      const written: Record<string, PushMatch> = {};
      for (const one of spec.data ?? []) {
        const keeps = spec.updatePolicy === "IfNotExists" && (await exists(provider, one));
        if (!keeps) await push(provider, one, source);
        const { remoteKey, property } = one.match.remoteRef;
        written[property === undefined ? remoteKey : `${remoteKey}/${property}`] = one;
      }
      done[`${reference.kind ?? "SecretStore"}/${reference.name}`] = written;
    }
    return done;
  }

  private async source({ selector }: PushSecretSpec, namespace: string): Promise<Content> {
    if (selector.generatorRef !== undefined) return generate(this.resources, selector.generatorRef, namespace);
    const name = selector.secret?.name;
    if (name === undefined) throw new Error("the stand-in knows selectors with secret.name or generatorRef only");
    const secret = await this.secrets.get(namespace, name);
    if (secret === undefined) throw new Error(`secrets "${name}" not found`);
    return content(secret);
  }

  private async note(
    object: PushSecret,
    status: "True" | "False",
    reason: string,
    message: string,
    more: Omit<PushSecretStatus, "conditions"> = {},
  ): Promise<void> {
    const known = object.status?.conditions?.find(({ type }) => type === "Ready");
    const conditions = withCondition(object.status?.conditions, { type: "Ready", status, reason, message });
    await this.resources.setStatus<PushSecretStatus>(KINDS.PushSecret, object, { ...more, conditions });
    if (status === "True" || known?.message === message) return;
    const what = { type: "Warning" as const, reason, message, component: "external-secrets" };
    await announce(this.secrets.core, object, what);
  }
}
