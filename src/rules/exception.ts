/** A rule that one object need not keep, for a reason and for a time. */
export interface RuleException {
  /** Id of the rule. */
  readonly rule: string;
  /** `namespace/Kind/name` or `Kind/name`; in the name, `*` stands for any characters but `/`. */
  readonly object: string;
  readonly reason: string;
  /** Last day on which it counts, as YYYY-MM-DD. */
  readonly expires: string;
}

/** The objects that an exception is about, as a pattern for their ids; TypeScript and CEL read the same one. */
export function exceptedObjects(exceptions: readonly RuleException[]): RegExp {
  const patterns = exceptions.map(({ object }) => object.replaceAll(/[.+]/g, "\\$&").replaceAll("*", "[^/]*"));
  return new RegExp(`^(?:${patterns.join("|")})$`);
}

/** Whether an exception's last day has gone by. Days of this form compare as texts. */
export function isExpired({ expires }: RuleException, today: string): boolean {
  return expires < today;
}

/** Whether an exception's last day is more than a year away: it is no longer for a time. */
export function isEndless({ expires }: RuleException, today: string): boolean {
  const [year = "", ...rest] = today.split("-");
  return expires > [Number(year) + 1, ...rest].join("-");
}

/** Today, as YYYY-MM-DD in UTC: what exceptions are held against where nobody says another day. */
export function currentDay(): string {
  return new Date().toISOString().slice(0, 10);
}
