import type { Measured } from "./figure.ts";

/** How often a short command is run. */
export const runs = 5;

/** Calls a measurement several times, one after the other, and returns what it returned. */
export async function sample<Value>(measure: () => Promise<Value>, times = runs): Promise<readonly Value[]> {
  const values: Value[] = [];
  for (let run = 0; run < times; run += 1) values.push(await measure());
  return values;
}

/** The middle of some numbers: the mean of the two in the middle where their count is even. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = low] = sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1);
  return (low + high) / 2;
}

/** Seconds of several runs as one figure: the median, and in words the spread. */
export function medianSeconds(values: readonly number[]): Measured {
  return { value: median(values), unit: "s", how: `median of ${values.length}, ${spread(values)} s` };
}

/** Least and most of some numbers. */
export function spread(values: readonly number[]): string {
  return `${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)}`;
}
