import { choice } from "../../core/choice.ts";
import { nearest } from "../../core/nearest.ts";

/** What is said where a setting names an app that is not there; it may have meant one of others that would do as well. */
export function unknownApp(
  app: string,
  apps: Readonly<Record<string, unknown>>,
  others: readonly string[] = [],
): string {
  const names = Object.keys(apps);
  const meant = nearest(app, [...names, ...others]);
  const hint = meant === undefined ? "" : `did you mean '${meant}'? `;
  return `there is no app '${app}'; ${hint}${names.length === 0 ? "there is none" : `use ${choice(names)}`}`;
}
