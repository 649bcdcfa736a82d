import type { SecretKeyPlan, SecretPlan } from "../../plan/secrets.ts";
import { generate } from "./generate.ts";

/** A value that is not in git yet, or has to be made anew. */
export interface NewValue {
  readonly secret: SecretPlan;
  /** Name of the value in the store. */
  readonly name: string;
  readonly value: string;
}

/** Which values a store already holds, and are to stay. */
export type Holds = (secret: SecretPlan, key: SecretKeyPlan) => boolean;

/** Has the values of given secrets, by configuration key. */
export type Ask = (keys: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** Makes every generated value and asks for every given one that the store does not hold. @throws UserError if one cannot be had. */
export async function missingValues(
  secrets: readonly SecretPlan[],
  holds: Holds,
  ask: Ask,
): Promise<readonly NewValue[]> {
  const wanted = secrets.flatMap((secret) =>
    secret.keys.flatMap((key) =>
      key.source.from === "template" || holds(secret, key) ? [] : [{ secret, name: key.value, source: key.source }],
    ),
  );
  const asked = [...new Set(wanted.flatMap(({ source }) => (source.from === "config" ? [source.key] : [])))];
  const given = await ask(asked);
  return wanted.map(({ secret, name, source }) => ({
    secret,
    name,
    value: source.from === "generated" ? generate(source) : (given.get(source.key) ?? ""),
  }));
}
