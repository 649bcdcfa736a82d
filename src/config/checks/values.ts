import { isObject, type Json } from "../../core/json.ts";
import type { Problem } from "../../core/problem.ts";
import { isQuantityPath, quantity } from "../../core/quantity.ts";
import { secretName, secretReference } from "../../rules/plain-secrets.ts";
import { type Path, showPath, showValue } from "../path.ts";
import { referableSecrets } from "../referable-secrets.ts";
import type { Check } from "./check.ts";
import { unknownSecret } from "./unknown-secret.ts";

/** Keys of `global` that the plan fills in from the rest of the stack file. */
const planned = [
  "domain",
  "imageRegistry",
  "storageClass",
  "loadBalancer",
  "contentHash",
  "pullSecrets",
  "secrets",
  "tracing",
];

/** Values hold valid quantities, nothing that the plan fills in, and no secret: they are stored in the cluster with the release. */
export const values: Check = function* (checked) {
  for (const [app, { values }] of Object.entries(checked.environment.apps)) {
    const path = ["environment", "apps", app, "values"];
    const { global } = values;
    for (const key of planned) {
      if (isObject(global) && key in global) {
        yield {
          path: showPath([...path, "global", key]),
          message: "is filled in from the rest of the stack file; take it away",
        };
      }
    }
    yield* leaves(path, values, referableSecrets(app, checked));
  }
};

function* leaves(path: Path, value: Json, declared: readonly string[]): Iterable<Problem> {
  const entries: readonly (readonly [PropertyKey, Json])[] = Array.isArray(value)
    ? [...value.entries()]
    : isObject(value)
      ? Object.entries(value)
      : [];
  for (const [key, inner] of entries) yield* leaves([...path, key], inner, declared);
  if (entries.length === 0) yield* leaf(path, value, declared);
}

function* leaf(path: Path, value: Json, declared: readonly string[]): Iterable<Problem> {
  const names = path.map(String);
  const key = names.at(-1) ?? "";
  if (isQuantityPath(names) && !(typeof value === "number" && value >= 0) && !quantity.test(String(value))) {
    yield {
      path: showPath(path),
      message: `${showValue(value)} is not a quantity; use a number with an optional suffix, such as 250m, 2, 512Mi or 10Gi`,
    };
  }
  if (typeof value !== "string" || value === "") return;
  // The chart's own way to refer to one of the app's secrets: { secret: database }.
  if (key === "secret") {
    if (!declared.includes(value)) yield { path: showPath(path), message: unknownSecret(value, declared) };
  } else if (key === "secure" || (secretName.test(key) && !secretReference.test(key))) {
    yield {
      path: showPath(path),
      message:
        "looks like a secret, and values are stored readable with the release; name it under the app's `secrets` and let the chart refer to it",
    };
  }
}
