import { command } from "../../core/command.ts";
import { showPath } from "../path.ts";
import type { Check } from "./check.ts";

/** A given secret is never plain text in a stack file. */
export const plainSecrets: Check = function* ({ environment, entries, stack }) {
  for (const { path, key } of givenKeys(environment)) {
    if (entries[key]?.kind === "plain") {
      yield {
        path,
        message: `'${key}' is plain text in the stack file; make a new value, since this one may have been seen, and set it encrypted`,
        fix: setSecret(key, stack),
      };
    }
  }
};

/** Given secrets that the stack file does not hold yet: not a fault of the plan, but nothing can be created without them. */
export const missingSecrets: Check = function* ({ environment, entries, stack }) {
  for (const { path, key } of givenKeys(environment)) {
    if (entries[key] === undefined)
      yield { path, message: `the secret '${key}' is not set`, fix: setSecret(key, stack) };
  }
};

function setSecret(key: string, stack: string): string {
  return `${command} pulumi config set --secret ${key} --stack ${stack}`;
}

function* givenKeys(environment: Parameters<Check>[0]["environment"]) {
  for (const [app, { secrets }] of Object.entries(environment.apps)) {
    for (const [secret, { keys }] of Object.entries(secrets)) {
      for (const [name, source] of Object.entries(keys)) {
        if (source.from !== "config") continue;
        yield { path: showPath(["environment", "apps", app, "secrets", secret, "keys", name]), key: source.key };
      }
    }
  }
}
