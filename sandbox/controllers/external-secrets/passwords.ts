import { randomInt } from "node:crypto";
import type { CustomResources } from "../custom-resources.ts";
import type { Content } from "../secrets.ts";
import { type GeneratorReference, KINDS } from "./kinds.ts";

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";
const SYMBOLS = '~!@#$%^&*()_+`-={}|[]\\:"<>?,./';

interface PasswordSpec {
  length?: number;
  digits?: number;
  symbols?: number;
  symbolCharacters?: string;
  noUpper?: boolean;
  allowRepeat?: boolean;
}

/** What a generator makes up: `password`. Throws if there is no such generator, or one of another kind. */
export async function generate(
  resources: CustomResources,
  { kind, name }: GeneratorReference,
  namespace: string,
): Promise<Content> {
  if (kind !== "Password") throw new Error(`the stand-in knows the generator Password only, not ${kind}`);
  const generator = await resources.get<PasswordSpec>(KINDS.Password, namespace, name);
  if (generator === undefined) throw new Error(`passwords.generators.external-secrets.io "${name}" not found`);
  return { password: Buffer.from(draw(generator.spec ?? {})) };
}

function draw(spec: PasswordSpec): string {
  const length = spec.length ?? 24;
  const digits = spec.digits ?? Math.floor(length / 4);
  const symbols = spec.symbols ?? Math.floor(length / 4);
  const letters = length - digits - symbols;
  if (letters < 0) throw new Error("number of digits and symbols must be less than total length");
  const isRepeatable = spec.allowRepeat ?? false;
  const drawn = [
    ...choose(LOWER + (spec.noUpper ? "" : LOWER.toUpperCase()), letters, isRepeatable),
    ...choose(DIGITS, digits, isRepeatable),
    ...choose(spec.symbolCharacters ?? SYMBOLS, symbols, isRepeatable),
  ];
  // Fisher-Yates: every order is equally likely.
  for (let last = drawn.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [drawn[last], drawn[other]] = [drawn[other] ?? "", drawn[last] ?? ""];
  }
  return drawn.join("");
}

function choose(characters: string, count: number, isRepeatable: boolean): string[] {
  const left = [...characters];
  if (!isRepeatable && count > left.length) throw new Error(`number of characters exceeds available ones: ${count}`);
  return Array.from({ length: count }, () => {
    const at = randomInt(left.length);
    return (isRepeatable ? left[at] : left.splice(at, 1)[0]) ?? "";
  });
}
