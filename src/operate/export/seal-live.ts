import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { V1Secret } from "@kubernetes/client-node";
import { parse } from "yaml";
import { isObject, type JsonObject } from "../../core/json.ts";
import { UserError } from "../../core/problem.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { runWithSecret } from "../seal/run.ts";
import type { Files } from "./tree.ts";
import type { PlainSecret } from "./units.ts";

/** Annotation of a Secret that was sealed as the cluster had it: which content, for which certificate. Tells nothing of the values. */
const sealedFrom = "platform/sealed-from";

/** What Secrets are sealed with. */
export interface LiveSealer {
  /** Path of kubeseal. */
  readonly kubeseal: string;
  /** Path of the controller's certificate (PEM). */
  readonly cert: string;
  readonly directory: string;
}

/**
 * Seals Secrets as the cluster has them. One that was sealed before, and has not changed since, is taken from the earlier tree:
 * sealing it again would give another text.
 * @throws UserError that names every Secret that is not there.
 */
export async function sealLive(
  { config }: Cluster,
  wanted: readonly PlainSecret[],
  sealer: LiveSealer,
  before: Files,
): Promise<readonly JsonObject[]> {
  const { CoreV1Api } = await import("@kubernetes/client-node");
  const api = config.makeApiClient(CoreV1Api);
  const namespaces = [...new Set(wanted.map(({ namespace }) => namespace))];
  const lists = await Promise.all(namespaces.map((namespace) => api.listNamespacedSecret({ namespace })));
  const live = lists.flatMap(({ items }) => items);
  const found = wanted.map(({ name, namespace }) => ({
    path: `Secret ${namespace}/${name}`,
    secret: live.find(({ metadata }) => metadata?.name === name && metadata.namespace === namespace),
  }));
  const missing = found.filter(({ secret }) => secret === undefined);
  if (missing.length > 0) {
    throw new UserError(
      "What shall be sealed is not in the cluster; nothing was written.",
      missing.map(({ path }) => ({ path, message: "is not there; bring the stack up first" })),
    );
  }
  const earlier = sealedBefore(before);
  const certificate = createHash("sha256").update(readFileSync(sealer.cert)).digest("hex").slice(0, 12);
  const secrets = found.flatMap(({ secret }) => secret ?? []);
  return Promise.all(secrets.map((secret) => sealOne(secret, certificate, sealer, earlier)));
}

async function sealOne(
  { metadata, type, data }: V1Secret,
  certificate: string,
  { kubeseal, cert, directory }: LiveSealer,
  earlier: readonly JsonObject[],
): Promise<JsonObject> {
  const { name, namespace, labels } = metadata ?? {};
  const from = `${metadata?.uid}/${metadata?.resourceVersion}/${certificate}`;
  const same = earlier.find(
    ({ metadata: known }) => isObject(known) && isObject(known.annotations) && known.annotations[sealedFrom] === from,
  );
  if (same !== undefined) return same;
  const managed = { "sealedsecrets.bitnami.com/managed": "true" };
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace, labels, annotations: managed },
    type,
    data,
  };
  const output = await runWithSecret(kubeseal, ["--cert", cert, "--format", "json"], JSON.stringify(secret), directory);
  const { spec } = JSON.parse(output) as { readonly spec: JsonObject };
  const { template } = spec;
  return {
    apiVersion: "bitnami.com/v1alpha1",
    kind: "SealedSecret",
    metadata: {
      name: name ?? "",
      namespace: namespace ?? "",
      ...(labels === undefined ? {} : { labels }),
      annotations: { [sealedFrom]: from },
    },
    spec: { ...spec, ...(isObject(template) ? { template: withoutNulls(template) } : {}) },
  };
}

function withoutNulls(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null)
      .map(([key, inner]) => [key, isObject(inner) ? withoutNulls(inner) : inner]),
  );
}

/** The SealedSecrets of an earlier tree that were sealed as the cluster had them. */
function sealedBefore(before: Files): readonly JsonObject[] {
  return [...before.values()]
    .filter((text) => text.includes(sealedFrom))
    .map((text): unknown => parse(text))
    .filter(isObject)
    .filter(({ kind }) => kind === "SealedSecret");
}
