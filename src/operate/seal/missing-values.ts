import type { SecretPlan } from "../../plan/secrets.ts";
import type { Context } from "../context.ts";
import { generate } from "./generate.ts";
import { type GivenFiles, givenValues } from "./given.ts";

/** A value that is not in git yet, or has to be made anew. */
export interface NewValue {
  readonly secret: SecretPlan;
  /** Name of the value in the store. */
  readonly name: string;
  readonly value: string;
}

/** Which values a store already holds. */
export type Holds = (secret: SecretPlan, name: string) => boolean;

/** Makes every generated value and asks for every given one that the store does not hold. @throws UserError if one cannot be had. */
export async function missingValues(
  secrets: readonly SecretPlan[],
  holds: Holds,
  files: GivenFiles,
  context: Context,
): Promise<readonly NewValue[]> {
  const wanted = secrets.flatMap((secret) =>
    secret.keys.flatMap(({ source, value: name }) =>
      source.from === "template" || holds(secret, name) ? [] : [{ secret, name, source }],
    ),
  );
  const asked = [...new Set(wanted.flatMap(({ source }) => (source.from === "config" ? [source.key] : [])))];
  const given = await givenValues(asked, files, context);
  return wanted.map(({ secret, name, source }) => ({
    secret,
    name,
    value: source.from === "generated" ? generate(source) : (given.get(source.key) ?? ""),
  }));
}
