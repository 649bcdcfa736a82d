import type { Deployment } from "@pulumi/pulumi/automation/index.js";
import { isObject, type JsonObject } from "../../core/json.ts";
import type { Plan } from "../../plan/plan.ts";
import { resourcesOf, type StateResource } from "../recover/recorded-releases.ts";
import { maskSecret } from "../render/mask.ts";
import { idOf, type RenderedObject } from "../render/object.ts";

/** Types of the engine's resources that are objects of a cluster: not its way there, and not releases. */
const objectType = /^kubernetes:(?!helm\.sh\/)/;

/** What an engine's state holds of the objects that the program creates by itself. */
export function recordedObjects(state: Deployment, clustered: ReadonlySet<string>): readonly RenderedObject[] {
  return resourcesOf(state).flatMap((resource) => {
    if (!objectType.test(resource.type) || resource.delete === true) return [];
    const object = objectOf(resource);
    return object === undefined
      ? []
      : [{ id: idOf(object, "", clustered), object, ...(resource.retainOnDelete ? { retained: true as const } : {}) }];
  });
}

function objectOf({ inputs = {} }: StateResource): JsonObject | undefined {
  const { __defaults: _defaults, ...object } = inputs;
  return isObject(object.metadata) && object.kind !== undefined ? maskSecret(object, "").object : undefined;
}

/** The way to the cluster as a state holds it, as an object; nothing if it knows none yet. */
export function recordedProvider(state: Deployment): readonly RenderedObject[] {
  const found = resourcesOf(state).find(({ type }) => type === "pulumi:providers:kubernetes");
  const identifier = found?.inputs?.clusterIdentifier;
  return typeof identifier === "string" ? [providerObject(identifier)] : [];
}

/** The way to a plan's cluster, as an object to compare: with another cluster, everything is made anew. */
export function plannedProvider({ cluster }: Plan): RenderedObject {
  return providerObject(cluster.identifier);
}

function providerObject(identifier: string): RenderedObject {
  const object = { kind: "Provider", metadata: { name: "cluster" }, spec: { identifier } };
  return { id: "Provider/cluster", object };
}
