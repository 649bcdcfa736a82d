import type { JsonObject } from "../../core/json.ts";
import type { SecretPlan } from "../secrets.ts";

/** A user of ClickHouse that signs in from anywhere policies let it, with the password of a secret of its database. */
export function account(
  name: string,
  secretKey: string,
  secrets: readonly SecretPlan[],
  grants: readonly string[],
): Readonly<Record<string, JsonObject[string]>> {
  const secret = secrets.find(({ key }) => key === secretKey);
  return {
    [`${name}/password`]: { valueFrom: { secretKeyRef: { name: secret?.name ?? "", key: "password" } } },
    [`${name}/networks/ip`]: ["0.0.0.0/0", "::/0"],
    [`${name}/profile`]: "default",
    [`${name}/quota`]: "default",
    [`${name}/grants/query`]: [...grants],
  };
}
