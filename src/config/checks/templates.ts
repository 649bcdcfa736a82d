import { choice } from "../../core/choice.ts";
import { nearest } from "../../core/nearest.ts";
import { placeholders } from "../../core/template.ts";
import { showPath } from "../path.ts";
import type { Check } from "./check.ts";

/** A template refers to other keys of the same Secret, and those are no templates themselves. */
export const templates: Check = function* ({ environment }) {
  for (const [app, { secrets }] of Object.entries(environment.apps)) {
    for (const [secret, { keys }] of Object.entries(secrets)) {
      const plain = Object.keys(keys).filter((key) => keys[key]?.from !== "template");
      for (const [key, source] of Object.entries(keys)) {
        if (source.from !== "template") continue;
        for (const name of placeholders(source.text).filter((name) => !plain.includes(name))) {
          yield {
            path: showPath(["environment", "apps", app, "secrets", secret, "keys", key, "text"]),
            message: `'{{ ${name} }}' is no key of this secret that has a value of its own; ${remedy(name, plain)}`,
          };
        }
      }
    }
  }
};

function remedy(name: string, keys: readonly string[]): string {
  if (keys.length === 0) return "it has none";
  const meant = nearest(name, keys);
  return `${meant === undefined ? "" : `did you mean '${meant}'? `}use ${choice(keys)}`;
}
