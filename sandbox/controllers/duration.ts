const UNITS = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** A duration as Go writes it ("2160h0m0s"), in milliseconds; undefined if it is none. */
export function milliseconds(text: string | undefined): number | undefined {
  const parts = [...(text ?? "").matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join("") !== text) return undefined;
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * UNITS[unit as keyof typeof UNITS], 0);
}
