import type { Checkout } from "../test/e2e/support/checkout.ts";

/** What one benchmark found out. */
export interface Measured {
  /** Seconds, or how many times the other side's figure, as `unit` says. */
  readonly value: number;
  readonly unit: "s" | "×";
  /** How it came about: number of runs, spread, and the figures behind a ratio. */
  readonly how: string;
}

/** One benchmark: what it measures, the most it may be, and how. */
export interface Figure {
  readonly name: string;
  /** What the number is, in one sentence. */
  readonly measures: string;
  /** The most it may be, in the figure's unit; absent where it is only watched. */
  readonly budget?: number;
  /** Takes too long for every run: measured with `--cold` only. */
  readonly cold?: true;
  /** Measures in a checkout of its own. Raises an error if it cannot. */
  measure(checkout: Checkout): Promise<Measured>;
}
