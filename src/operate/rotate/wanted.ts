import { ownersOf, rotationPath } from "../../config/owners.ts";
import { showPath } from "../../config/path.ts";
import type { Settings } from "../../config/settings.ts";
import type { StackEdit } from "../../config/stack-edit.ts";
import { storeOwner } from "../../config/store-secrets.ts";
import { nearest } from "../../core/nearest.ts";
import { type Problem, UserError } from "../../core/problem.ts";
import { isPrevious, type KeptKey, type SecretSource } from "../../core/secret.ts";
import { placeholders } from "../../core/template.ts";
import { placesOf } from "../../plan/secret-places.ts";
import type { SecretPlan } from "../../plan/secrets.ts";
import { addCommand, givenInVault } from "../../plan/stores/vault-by-hand.ts";

/** What a rotation of one Secret comes to. */
export interface Wanted {
  readonly secret: SecretPlan;
  /** Numbers of the stack file that are raised. */
  readonly edits: readonly StackEdit[];
  /** Configuration keys whose values are asked for anew. */
  readonly given: readonly string[];
  /** Commands that put given values where only a hand can put them, before the rotation. */
  readonly byHand: readonly string[];
  /** Its Secrets in the cluster, itself and its copies, each with the keys whose values have to be others afterwards. */
  readonly places: readonly { readonly place: SecretPlan; readonly renewed: readonly string[] }[];
}

/** How a rotation is asked for. */
export interface RotationOptions {
  /** Values before the rotation are not accepted any longer, not even where `keepPrevious` says so. */
  readonly dropPrevious: boolean;
}

/** The Secrets of a plan that have the given names, or a copy that has. @throws UserError that says what was meant. */
export function secretsNamed(names: readonly string[], secrets: readonly SecretPlan[]): readonly SecretPlan[] {
  const places = placesOf(secrets);
  const known = places.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (names.length === 0 || unknown.length > 0) {
    const problems = unknown.map((name): Problem => {
      const meant = nearest(name, known);
      const message = meant === undefined ? `there are ${known.join(", ") || "none"}` : `did you mean '${meant}'?`;
      return { path: name, message };
    });
    const none = { path: "<secret>", message: `name one or more of ${known.join(", ") || "none"}` };
    throw new UserError(names.length === 0 ? "Which secret?" : "There is no such secret.", [
      ...problems,
      ...(names.length === 0 ? [none] : []),
    ]);
  }
  const sources = places.filter(({ name }) => names.includes(name)).map(({ source }) => source);
  return [...new Set(sources)];
}

/** The keys of a Secret whose values are others when those of some keys of its source are: these, and what is composed of them. */
export function renewedKeys({ keys }: Pick<SecretPlan, "keys">, alone: readonly string[]): readonly string[] {
  const renewed = keys.filter((kept) =>
    kept.source.from === "template"
      ? placeholders(kept.source.text).some((name) => alone.includes(name))
      : alone.includes(kept.key) && !isPrevious(kept),
  );
  return renewed.map(({ key }) => key);
}

/**
 * What has to be raised, asked for or done by hand to have new values for a Secret.
 * @throws UserError if there is nothing that could be.
 */
export function wantedFor(secret: SecretPlan, settings: Settings, options: RotationOptions): Wanted {
  const current = secret.keys.filter((kept) => !isPrevious(kept));
  const generated = current.filter(({ source }) => source.from === "generated");
  const givenKeys = current.filter(({ source }) => source.from === "config");
  const { secrets: store } = settings.environment;
  const inVault = store.backend === "vault" && secret.owner !== storeOwner;
  const counted = inVault ? [...generated, ...givenKeys] : generated;
  const edits = counted.flatMap((kept) => raised(secret, kept, settings, options));
  const alone = [...generated, ...givenKeys].map(({ key }) => key);
  if (alone.length === 0) {
    throw new UserError("There is nothing to rotate.", [
      { path: secret.name, message: "holds fixed text alone; change it in the stack file" },
    ]);
  }
  return {
    secret,
    edits: onePerPlace(edits),
    given: inVault ? [] : givenKeys.flatMap(({ source }) => (source.from === "config" ? [source.key] : [])),
    byHand: givenInVault(store, [secret]).map(addCommand),
    places: placesOf([secret]).map((place) => ({ place, renewed: renewedKeys(place, alone) })),
  };
}

/** One step up; two where the value before it must not be accepted: then it is a new one, too. */
function raised(
  secret: SecretPlan,
  { key, source }: KeptKey,
  settings: Settings,
  { dropPrevious }: RotationOptions,
): readonly StackEdit[] {
  const owner = ownersOf(settings).find(({ name }) => name === secret.owner);
  const path = owner === undefined ? undefined : rotationPath(owner, secret.key, key);
  if (path === undefined) {
    if (source.from === "config") return [];
    throw new UserError("The secret has no rotation.", [
      { path: showPath(owner?.path ?? []), message: `declares no setting that makes a new '${key}' of ${secret.name}` },
    ]);
  }
  return [{ path, value: rotationOf(source) + (dropPrevious && keepsPrevious(source) ? 2 : 1) }];
}

function rotationOf(source: SecretSource): number {
  return source.from === "template" ? 1 : source.rotation;
}

/** Whether the value before a rotation stays readable. */
export function keepsPrevious(source: SecretSource): boolean {
  return source.from === "generated" && source.keepPrevious === true;
}

/** A component's keys share one number. */
function onePerPlace(edits: readonly StackEdit[]): readonly StackEdit[] {
  return [...new Map(edits.map((edit) => [showPath(edit.path), edit])).values()];
}
