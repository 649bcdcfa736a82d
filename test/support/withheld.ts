import { fingerprint } from "../../src/core/digest.ts";

/** Values that no output may hold, in every form that they may have there. */
const withheld = new Set<string>();

/** Says that these are values of Secrets: the closing report counts it as a failure if a test prints one. */
export function withhold(values: readonly string[]): void {
  for (const form of values.flatMap(formsOf)) withheld.add(form);
}

/** The lines of a text that hold a value which was withheld, by number from 1. */
export function betrayals(text: string): readonly number[] {
  if (withheld.size === 0) return [];
  const lines = text.split("\n").map((line, index) => [line, index + 1] as const);
  return lines.filter(([line]) => [...withheld].some((form) => line.includes(form))).map(([, number]) => number);
}

/** A value as it is, and in base64. Nothing for one that is too short to be told from other text. */
export function formsOf(value: string): readonly string[] {
  return value.length < 8 ? [] : [value, ...base64Forms(value)];
}

/** How a text's base64 may look when it stands somewhere in a longer text: three ways, without the ends that depend on neighbours. */
function base64Forms(value: string): readonly string[] {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.from(`${"_".repeat(offset)}${value}`).toString("base64");
    return encoded.slice(offset === 0 ? 0 : 4).replace(/.{0,4}$/, "");
  });
}

/** The keys of a Secret with fingerprints in place of values: what tests compare, since a comparison that fails shows both sides. */
export function fingerprints(secret: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(secret).map(([key, value]) => [key, fingerprint(value)]));
}
