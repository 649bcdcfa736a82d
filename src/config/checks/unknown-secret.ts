import { nearest } from "../../core/nearest.ts";

/**
 * What is said where values name a secret that the app does not have. A text that is near to none of its names may be a secret's
 * value, and is not repeated.
 */
export function unknownSecret(text: string, known: readonly string[]): string {
  const meant = nearest(text, known);
  const names = known.length === 0 ? "it has none" : `known: ${known.join(", ")}`;
  return meant === undefined
    ? `is no secret of the app (${names}); declare it under the app's \`secrets\`, and write no value here: values are stored readable with the release`
    : `there is no secret '${text}'; did you mean '${meant}'? ${names}`;
}
