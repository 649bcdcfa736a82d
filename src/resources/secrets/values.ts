import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword.js";
import type { SecretSource } from "../../core/secret.ts";
import { fillTemplate } from "../../core/template.ts";
import type { SecretKeyPlan } from "../../plan/secrets.ts";

/** A value of a Secret: what stands alone, or is composed of what stands alone. */
export type Values = Record<string, pulumi.Output<string>>;

/** Characters of a generated value, as the inputs of a RandomPassword. */
const alphabets = {
  alphanumeric: { special: false },
  hex: { lower: false, upper: false, numeric: true, special: true, overrideSpecial: "abcdef" },
  symbols: { special: true },
} as const;

/** The values that stand alone: generated ones are kept in the encrypted state, given ones come from the configuration. */
export function storedValues(name: string, keys: readonly SecretKeyPlan[], opts: pulumi.CustomResourceOptions): Values {
  return Object.fromEntries(
    keys.flatMap(({ key, source, value }) =>
      source.from === "template" ? [] : [[key, storedValue(`${name}-${value}`, source, opts)] as const],
    ),
  );
}

/** The values that are composed of others. */
export function composedValues(keys: readonly SecretKeyPlan[], stored: Values): Values {
  const known = pulumi.all(stored);
  return Object.fromEntries(
    keys.flatMap(({ key, source }) =>
      source.from === "template" ? [[key, known.apply((values) => fillTemplate(source.text, values))] as const] : [],
    ),
  );
}

function storedValue(
  name: string,
  source: Exclude<SecretSource, { from: "template" }>,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  if (source.from === "config") return new pulumi.Config().requireSecret(source.key);
  const { length, alphabet } = source;
  return new RandomPassword(name, { length, ...alphabets[alphabet] }, opts).result;
}
