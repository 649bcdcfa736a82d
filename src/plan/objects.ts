import type { JsonObject } from "../core/json.ts";
import { ownerLabels } from "../core/labels.ts";

/** Annotation that holds the version of the Secret that an object is about: it changes when a value does. */
export const versionAnnotation = "platform/secret-version";

/** A Kubernetes object that the program creates by itself, beside releases and Secrets. */
export interface ObjectPlan {
  /** `Kind/name`, or `Kind/namespace/name`: its place in the order. */
  readonly name: string;
  /** Namespace that it lives in; empty if it belongs to the cluster. */
  readonly namespace: string;
  readonly object: JsonObject;
  /** Releases, Secrets and objects that have to be there before it. */
  readonly requires: readonly string[];
  /**
   * A change makes another object in its place. Its controller does not say which content its condition is about: on an object
   * that is changed, what waits for the condition would go on before the new content has arrived.
   */
  readonly replace?: boolean;
}

/** What an object is made of. */
export interface ObjectParts {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly owner: string;
  /** Labels beside those that tell its owner. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Condition that has to be true before what requires the object is created. */
  readonly waitFor?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  /** A change makes another object in its place. */
  readonly replace?: boolean;
  /** Everything beside apiVersion, kind and metadata. */
  readonly body: JsonObject;
  readonly requires: readonly string[];
}

/** An object with the metadata that each of the program's own has. */
export function objectPlan({
  apiVersion,
  kind,
  name,
  namespace,
  owner,
  labels = {},
  waitFor,
  annotations = {},
  replace,
  body,
  requires,
}: ObjectParts): ObjectPlan {
  const told = { ...annotations, ...(waitFor === undefined ? {} : { "pulumi.com/waitFor": `condition=${waitFor}` }) };
  const metadata = {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    labels: { ...ownerLabels(owner), ...labels },
    ...(Object.keys(told).length === 0 ? {} : { annotations: told }),
  };
  return {
    name: stepName(kind, name, namespace),
    namespace: namespace ?? "",
    object: { apiVersion, kind, metadata, ...body },
    requires,
    ...(replace === undefined ? {} : { replace }),
  };
}

/** The name of an object's place in the order. */
export function stepName(kind: string, name: string, namespace?: string): string {
  return [kind, namespace, name].filter((part) => part !== undefined).join("/");
}
