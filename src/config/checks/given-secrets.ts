import { showPath } from "../path.ts";
import type { Check } from "./check.ts";
import { keysOf, setSecret } from "./missing-secrets.ts";

/** A given secret is never plain text in a stack file. */
export const plainSecrets: Check = function* (checked) {
  const { entries, stack } = checked;
  for (const { path, source } of keysOf(checked)) {
    if (source.from !== "config" || entries[source.key]?.kind !== "plain") continue;
    yield {
      path: showPath(path),
      message: `'${source.key}' is plain text in the stack file; make a new value, since this one may have been seen, and set it encrypted`,
      fix: setSecret(source.key, stack),
    };
  }
};
