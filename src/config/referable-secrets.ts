import { pullSecretType } from "../core/secret.ts";
import type { Checked } from "./checks/check.ts";
import { ownersOf } from "./owners.ts";

/** The secrets that an app's values may refer to: its own, but for those that pull images, and copies that others lend it. */
export function referableSecrets(app: string, checked: Pick<Checked, "environment" | "catalog">): readonly string[] {
  const own = Object.entries(checked.environment.apps[app]?.secrets ?? {}).flatMap(([name, { type }]) =>
    type === pullSecretType ? [] : [name],
  );
  const lent = ownersOf(checked)
    .flatMap(({ secrets }) => Object.values(secrets).flatMap(({ copies = [] }) => copies))
    .filter(({ owner }) => owner === app);
  return [...own, ...lent.map(({ secret }) => secret)];
}
