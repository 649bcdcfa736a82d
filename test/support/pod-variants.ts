import { mapAt, mapsAt, textAt } from "../../src/core/fields.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { podKinds, podOf, serving } from "../../src/rules/pods.ts";

/** A workload in another kind, or with its containers in another place. */
export interface PodVariant {
  /** `<Kind>`, or `<Kind>-first` where the containers run first. */
  readonly name: string;
  readonly object: JsonObject;
}

/** Fields that the API server takes of a container that stays only. */
const ofServing = ["readinessProbe", "livenessProbe", "startupProbe", "lifecycle"];

/**
 * The same pods from each of some kinds. With `clean`, a container that no rule finds anything in, they come once more, with their
 * own containers run before it. What serves may run once instead; what runs once lacks what serving asks for.
 */
export function podVariants(object: JsonObject, kinds: readonly string[], clean?: JsonObject): readonly PodVariant[] {
  const template = templateOf(object);
  if (template === undefined) return [];
  const possible = podKinds.filter((kind) => kinds.includes(kind) && (isServing(object.kind) || !isServing(kind)));
  return possible.flatMap((kind) => [
    ...(kind === object.kind ? [] : [{ name: kind, object: made(kind, object, template) }]),
    ...(clean === undefined
      ? []
      : [{ name: `${kind}-first`, object: made(kind, object, withFirst(template, clean), "-first") }]),
  ]);
}

/** A pod of one clean container, to which the containers of an object are added while it runs; nothing if they take ports of the node. */
export function debugged(object: JsonObject, clean: JsonObject): JsonObject | undefined {
  const template = templateOf(object);
  if (template === undefined) return undefined;
  const { spec } = withFirst(template, clean);
  const added = mapsAt(spec, "initContainers");
  if (added.some((container) => mapsAt(container, "ports").some(({ hostPort }) => hostPort !== undefined)))
    return undefined;
  const { initContainers: _, ...rest } = mapAt(spec);
  const ephemeralContainers = added.map(({ ports: _ports, resources: _resources, ...container }) => container);
  return made("Pod", object, { ...template, spec: { ...rest, ephemeralContainers } }, "-added");
}

function isServing(kind: unknown): boolean {
  return serving.some((one) => one === kind);
}

/** What an object makes its pods from; a pod stands for itself, and is no template. */
function templateOf(object: JsonObject): JsonObject | undefined {
  if (object.kind === "Pod" || podOf(object) === undefined) return undefined;
  return object.kind === "CronJob"
    ? mapAt(object, "spec", "jobTemplate", "spec", "template")
    : mapAt(object, "spec", "template");
}

function withFirst(template: JsonObject, clean: JsonObject): JsonObject {
  const spec = mapAt(template, "spec");
  const first = [...mapsAt(spec, "initContainers"), ...mapsAt(spec, "containers")].map((container) =>
    Object.fromEntries(Object.entries(container).filter(([field]) => !ofServing.includes(field))),
  );
  return { ...template, spec: { ...spec, containers: [{ ...clean, name: "clean" }], initContainers: first } };
}

function made(kind: string, { metadata, spec: former }: JsonObject, template: JsonObject, suffix = ""): JsonObject {
  const name = `${textAt(metadata, "name")}${suffix}`;
  const pods = { ...template, metadata: mapAt(template, "metadata") };
  const once = { ...pods, spec: { ...mapAt(pods, "spec"), restartPolicy: "Never" } };
  const labels = mapAt(pods, "metadata", "labels");
  const { replicas } = mapAt(former);
  const served = { ...(replicas === undefined ? {} : { replicas }), selector: { matchLabels: labels }, template: pods };
  const forms: Readonly<Record<string, readonly [string, JsonObject]>> = {
    Deployment: ["apps/v1", served],
    StatefulSet: ["apps/v1", { ...served, serviceName: name }],
    DaemonSet: ["apps/v1", { selector: served.selector, template: pods }],
    ReplicaSet: ["apps/v1", served],
    ReplicationController: ["v1", { ...served, selector: labels }],
    Job: ["batch/v1", { backoffLimit: 3, template: once }],
    CronJob: ["batch/v1", { schedule: "0 3 * * *", jobTemplate: { spec: { template: once } } }],
    Pod: ["v1", once.spec],
  };
  const [apiVersion = "", spec = {}] = forms[kind] ?? [];
  // Helm runs such a pod once: it may stand alone.
  const annotations = kind === "Pod" ? { annotations: { "helm.sh/hook": "test" } } : {};
  return { apiVersion, kind, metadata: { ...mapAt(metadata), name, ...annotations }, spec };
}
