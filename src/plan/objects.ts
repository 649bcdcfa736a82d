import type { JsonObject } from "../core/json.ts";
import { keepAnnotation, ownerLabels } from "../core/labels.ts";

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
  /** It stays in the cluster when it is taken out of the plan, or the stack is destroyed. */
  readonly retain?: boolean;
  /** It watches over what apps are made of: each of them comes after it. */
  readonly guard?: true;
}

/** What an object is made of. */
export interface ObjectParts {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly owner: string;
  /**
   * What has to be so before what requires the object is created: a condition that is true, or a field's value as in
   * `status.applied=true`.
   */
  readonly waitFor?: string;
  /** Limit of that wait in seconds; without it the engine's own, ten minutes. */
  readonly timeoutSeconds?: number;
  /** Labels beside those that every object has. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations beside those that say what is waited for. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** A change makes another object in its place. */
  readonly replace?: boolean;
  /** It stays in the cluster when it is taken out of the plan, or the stack is destroyed. */
  readonly retain?: boolean;
  /** Each app comes after it. */
  readonly guard?: true;
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
  labels,
  replace,
  retain,
  guard,
  body,
  requires,
  ...parts
}: ObjectParts): ObjectPlan {
  const annotations = annotationsOf({ ...parts, retain: retain === true });
  const metadata = {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    labels: { ...ownerLabels(owner), ...labels },
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  };
  return {
    name: stepName(kind, name, namespace),
    namespace: namespace ?? "",
    object: { apiVersion, kind, metadata, ...body },
    requires,
    ...(replace === undefined ? {} : { replace }),
    ...(retain === true ? { retain } : {}),
    ...(guard === undefined ? {} : { guard }),
  };
}

function annotationsOf({
  waitFor,
  timeoutSeconds,
  retain,
  annotations = {},
}: Pick<ObjectParts, "waitFor" | "timeoutSeconds" | "annotations"> & { readonly retain: boolean }): Readonly<
  Record<string, string>
> {
  const [field = "", value] = waitFor?.split("=") ?? [];
  const wait = value === undefined ? `condition=${field}` : `jsonpath={.${field}}=${value}`;
  return {
    ...annotations,
    // Whoever else may delete it reads this.
    ...(retain ? { [keepAnnotation]: "keep" } : {}),
    ...(waitFor === undefined ? {} : { "pulumi.com/waitFor": wait }),
    ...(timeoutSeconds === undefined ? {} : { "pulumi.com/timeoutSeconds": String(timeoutSeconds) }),
  };
}

/** The name of an object's place in the order. */
export function stepName(kind: string, name: string, namespace?: string): string {
  return [kind, namespace, name].filter((part) => part !== undefined).join("/");
}
