import { showPath } from "../path.ts";
import type { Check } from "./check.ts";

/** The component that brings secrets from each store into the cluster. */
const carriers = {
  "aws-secrets-manager": "external-secrets",
  vault: "external-secrets",
  "sealed-secrets": "sealed-secrets",
} as const;

/** What brings secrets from the chosen store into the cluster is installed. */
export const store: Check = function* ({ environment }) {
  const { backend } = environment.secrets;
  if (backend === "pulumi" || backend === "sops") return;
  const carrier = carriers[backend];
  if (environment.components[carrier] === undefined) {
    yield {
      path: showPath(["environment", "secrets", "backend"]),
      message: `'${backend}' needs ${carrier}; add environment.components.${carrier}: {}`,
    };
  }
};
