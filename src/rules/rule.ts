import type { z } from "zod";
import type { JsonObject } from "../core/json.ts";
import type { Tier } from "../core/tier.ts";

/** An object that is judged, and where it lives. */
export interface JudgedObject {
  /** `namespace/Kind/name`, or `Kind/name` for a cluster's own. */
  readonly id: string;
  /** Where it lives; for one that belongs to the cluster, where what brings it lives, if anything does. */
  readonly namespace: string;
  /** Namespace of the release that brings it; without it, what Helm has marked it with. */
  readonly home?: string;
  readonly object: JsonObject;
}

/** Stands for every kind among those of a rule. */
export const everyKind = "every";

/** What a rule may know beside the object. */
export interface RuleContext<Parameters = unknown> {
  readonly tier: Tier;
  /** Registry of images that name none. */
  readonly imageRegistry: string;
  readonly parameters: Parameters;
}

/** What a check may know: of the object's place, and of everything that comes with it. */
export interface CheckContext<Parameters = unknown> extends RuleContext<Parameters> {
  readonly namespace: string;
  /** Namespace of the app that brings it; nothing for what others bring. */
  readonly home: string | undefined;
  /** The whole set, for rules that ask whether something else is there. Where only one object is seen, it is all there is. */
  readonly objects: readonly JudgedObject[];
}

/** Objects as an admission policy names them. */
export interface AdmissionResources {
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly resources: readonly string[];
}

/** A rule in the words of the API server (CEL). */
export interface Admission {
  readonly resources: readonly AdmissionResources[];
  /** Expressions by name, each of which may use those before it, as `variables.<name>`. */
  readonly variables?: Readonly<Record<string, string>>;
  /** A list of texts, one for each fault; empty: the object is fine. */
  readonly faults: string;
  /** What makes an update worth a look where `spec` stays as it was. */
  readonly also?: string;
}

/** Why the API server cannot hold a rule. */
export interface NotExpressible {
  readonly not: string;
}

/** One rule about good objects: said once, held by the policy pack, over rendered manifests, and by the API server. */
export interface Rule<Parameters extends z.ZodObject = z.ZodObject> {
  readonly id: string;
  /** What has to be so, in one sentence. */
  readonly title: string;
  /** What goes wrong otherwise. */
  readonly why: string;
  /** What to change. */
  readonly fix: string;
  readonly kinds: readonly string[];
  /** Tiers that it holds in. */
  readonly tiers: readonly Tier[];
  /** `apps`: what lives in the apps' namespaces, or what apps bring; what components bring is made by others. `all`: everything. */
  readonly scope: "apps" | "all";
  /** `object`: one object is enough to tell. `set`: it has to be looked for among all the others. */
  readonly sees: "object" | "set";
  /** What a stack file may say about it; every key has a default, so that `{}` is valid. */
  readonly parameters: Parameters;
  /** A text for each fault of an object of its kinds. */
  check(object: JsonObject, context: CheckContext<z.output<Parameters>>): Iterable<string>;
  /** The same for the API server; kinds that belong to no namespace are left to the other two. */
  readonly admission: NotExpressible | { expression(context: RuleContext<z.output<Parameters>>): Admission };
}

/** Declares a rule; it only gives the parameters their type. */
export function defineRule<Parameters extends z.ZodObject>(rule: Rule<Parameters>): Rule<Parameters> {
  return rule;
}
