import { textAt } from "../core/fields.ts";
import { releaseNamespaceMark } from "../core/labels.ts";
import type { Tier } from "../core/tier.ts";
import { exceptedObjects, isEndless, isExpired, type RuleException } from "./exception.ts";
import { library } from "./library.ts";
import { everyKind, type JudgedObject, type Rule } from "./rule.ts";

/** What an environment says about the rules. */
export interface RuleSettings {
  readonly tier: Tier;
  readonly imageRegistry: string;
  /** Namespaces that apps run in. */
  readonly appNamespaces: readonly string[];
  /** For each rule, by id: its parameters, complete with defaults. */
  readonly parameters: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly exceptions: readonly RuleException[];
}

/** A rule that an object breaks. */
export interface Finding {
  readonly rule: string;
  /** The object's id. */
  readonly object: string;
  /** What was found, in a few words each. */
  readonly found: readonly string[];
}

/** What the rules say about a set of objects. */
export interface Judgement {
  /** Broken, and nobody has allowed it. */
  readonly findings: readonly Finding[];
  /** Broken, and allowed for now. */
  readonly excepted: readonly Finding[];
  /** Exceptions whose last day has gone by. They allow nothing any more. */
  readonly expired: readonly RuleException[];
  /** Exceptions whose last day is more than a year away. They count, but should not. */
  readonly endless: readonly RuleException[];
  /** Exceptions that no object needs. */
  readonly unused: readonly RuleException[];
}

/** The rules that hold in an environment of this tier. */
export function rulesOf(tier: Tier): readonly Rule[] {
  return library.filter(({ tiers }) => tiers.includes(tier));
}

/** Judges each object by each rule. `today` (YYYY-MM-DD) is the day that exceptions are held against. */
export function judge(
  objects: readonly JudgedObject[],
  settings: RuleSettings,
  today: string,
  rules: readonly Rule[] = rulesOf(settings.tier),
): Judgement {
  const all = rules.flatMap((rule) => objects.flatMap((object) => findingOf(rule, object, objects, settings)));
  const own = settings.exceptions.filter(({ rule }) => rules.some(({ id }) => id === rule));
  const [expired, valid] = [own.filter((one) => isExpired(one, today)), own.filter((one) => !isExpired(one, today))];
  const isExcepted = (finding: Finding) => valid.some((exception) => concerns(exception, finding));
  return {
    findings: all.filter((finding) => !isExcepted(finding)),
    excepted: all.filter(isExcepted),
    expired,
    endless: own.filter((exception) => isEndless(exception, today)),
    unused: valid.filter((exception) => !all.some((finding) => concerns(exception, finding))),
  };
}

/** What a rule finds in one object; `objects` is what it may look for others in. */
export function findingOf(
  rule: Rule,
  judged: JudgedObject,
  objects: readonly JudgedObject[],
  settings: RuleSettings,
): readonly Finding[] {
  const { id, namespace, object } = judged;
  const isOfKind = rule.kinds.includes(everyKind) || rule.kinds.includes(String(object.kind));
  if (!isOfKind || !isInScope(rule, judged, settings)) return [];
  const { tier, imageRegistry, parameters } = settings;
  const home = homeOf(judged, settings);
  const context = { tier, imageRegistry, parameters: parameters[rule.id] ?? {}, namespace, home, objects };
  const found = [...rule.check(object, context)];
  return found.length === 0 ? [] : [{ rule: rule.id, object: id, found }];
}

/** Whether a rule is about this object: one that lives in an app's namespace, is one, or is brought by an app; or any. */
function isInScope({ scope }: Rule, judged: JudgedObject, settings: RuleSettings): boolean {
  const { id, namespace } = judged;
  if (scope === "all" || homeOf(judged, settings) !== undefined) return true;
  return settings.appNamespaces.some((name) => name === namespace || id === `Namespace/${name}`);
}

/** Namespace of the app that brings an object, if one does. */
function homeOf({ home, object }: JudgedObject, { appNamespaces }: RuleSettings): string | undefined {
  const namespace = home ?? textAt(object, "metadata", "annotations", releaseNamespaceMark);
  return appNamespaces.find((name) => name === namespace);
}

function concerns(exception: RuleException, { rule, object }: Finding): boolean {
  return exception.rule === rule && exceptedObjects([exception]).test(object);
}
