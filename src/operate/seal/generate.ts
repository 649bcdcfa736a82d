import { randomInt } from "node:crypto";
import type { SecretSource } from "../../core/secret.ts";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";

const characters: Readonly<Record<Extract<SecretSource, { from: "generated" }>["alphabet"], string>> = {
  alphanumeric: letters + digits,
  hex: "0123456789abcdef",
  symbols: `${letters}${digits}!@#$%&*()-_=+[]{}<>:?`,
};

/** A new value from the system's own randomness, every character as likely as any other. */
export function generate({ length, alphabet }: Extract<SecretSource, { from: "generated" }>): string {
  const choice = characters[alphabet];
  return Array.from({ length }, () => choice[randomInt(choice.length)]).join("");
}
