import { showPath } from "../path.ts";
import type { Check } from "./check.ts";
import { keysOf } from "./missing-secrets.ts";

/** The component that brings secrets from each store into the cluster. */
const carriers = {
  "aws-secrets-manager": "external-secrets",
  vault: "external-secrets",
  "sealed-secrets": "sealed-secrets",
} as const;

/** What brings secrets from the chosen store into the cluster is installed, and can make the values that are wanted. */
export const store: Check = function* (checked) {
  const { environment } = checked;
  const { backend } = environment.secrets;
  if (backend === "pulumi" || backend === "sops") return;
  const carrier = carriers[backend];
  if (environment.components[carrier] === undefined) {
    yield {
      path: showPath(["environment", "secrets", "backend"]),
      message: `'${backend}' needs ${carrier}; add environment.components.${carrier}: {}`,
    };
  }
  if (backend !== "vault") return;
  for (const { path, source } of keysOf(checked)) {
    if (source.from !== "generated" || source.alphabet !== "hex") continue;
    yield {
      path: showPath([...path, "alphabet"]),
      message: "'hex' cannot be made inside the cluster, as 'vault' wants it; use alphanumeric or symbols",
    };
  }
};
