import { randomInt } from "node:crypto";

/** Which characters a random text may and must have. */
export interface CharacterRules {
  length: number;
  lower: boolean;
  upper: boolean;
  numeric: boolean;
  special: boolean;
  minLower: number;
  minUpper: number;
  minNumeric: number;
  minSpecial: number;
  /** The special characters to choose from; empty means the default ones. */
  overrideSpecial: string;
}

const lowercase = "abcdefghijklmnopqrstuvwxyz";
const uppercase = lowercase.toUpperCase();
const digits = "0123456789";
const specials = "!@#$%&*()-_=+[]{}<>:?";

function choose(characters: string, count: number): string[] {
  return Array.from({ length: count }, () => characters.charAt(randomInt(characters.length)));
}

/** Fisher-Yates: every order is equally likely. */
function shuffle(characters: string[]): string {
  const shuffled = [...characters];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [shuffled[last], shuffled[other]] = [shuffled[other] ?? "", shuffled[last] ?? ""];
  }
  return shuffled.join("");
}

/** What keeps the rules from being satisfied; empty if they can be. */
export function problems(rules: CharacterRules): string[] {
  const found: string[] = [];
  if (rules.length < 1) found.push(`length must be at least 1, given ${rules.length}`);
  const minimum = rules.minLower + rules.minUpper + rules.minNumeric + rules.minSpecial;
  if (rules.length < minimum) found.push(`length ${rules.length} is less than the sum of the minima, ${minimum}`);
  if (!rules.lower && !rules.upper && !rules.numeric && !rules.special) {
    found.push("at least one of lower, upper, numeric, special must be true");
  }
  return found;
}

/** Draws a text from the system's cryptographic source, without bias; the rules must be free of problems. */
export function draw(rules: CharacterRules): string {
  const special = rules.overrideSpecial === "" ? specials : rules.overrideSpecial;
  const required = [
    ...choose(lowercase, rules.minLower),
    ...choose(uppercase, rules.minUpper),
    ...choose(digits, rules.minNumeric),
    ...choose(special, rules.minSpecial),
  ];
  const allowed = [
    rules.lower ? lowercase : "",
    rules.upper ? uppercase : "",
    rules.numeric ? digits : "",
    rules.special ? special : "",
  ].join("");
  return shuffle([...required, ...choose(allowed, rules.length - required.length)]);
}
