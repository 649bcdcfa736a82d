import { command } from "../../core/command.ts";
import type { Problem } from "../../core/problem.ts";
import { keptKeys, secretName } from "../../core/secret.ts";
import { placeholders } from "../../core/template.ts";
import { sealedValues } from "../encrypted-files.ts";
import { type OwnedSecret, type Owner, ownersOf } from "../owners.ts";
import { type Path, showPath } from "../path.ts";
import { storeOwner } from "../store-secrets.ts";
import type { Check, Checked } from "./check.ts";

/** Values that nobody gave yet: not a fault of the plan, but nothing can be created without them. */
export const missingSecrets: Check = function* (checked) {
  for (const { path, owner, secret, key, source } of keysOf(checked)) {
    const place = showPath(path);
    const { backend } = checked.environment.secrets;
    const inState = backend === "pulumi" || backend === "aws-secrets-manager" || owner.name === storeOwner;
    if (inState) {
      if (source.from === "config" && checked.entries[source.key] === undefined) {
        yield {
          path: place,
          message: `the secret '${source.key}' is not set`,
          fix: setSecret(source.key, checked.stack),
        };
      }
    } else if (source.from !== "template") {
      for (const { value } of keptKeys(key, source)) {
        const problem = missingInGit(checked, owner, secret, { key, value });
        if (problem !== undefined) yield { path: place, ...problem };
      }
    }
  }
};

/** Every key of every secret, with the place that it is declared at. */
export function* keysOf(checked: Pick<Checked, "environment" | "catalog">) {
  for (const owner of ownersOf(checked)) {
    for (const [secret, { keys }] of Object.entries(owner.secrets)) {
      for (const [key, source] of Object.entries(keys)) {
        yield { path: placeOf(owner.path, secret, key), owner, secret, key, source };
      }
    }
  }
}

/** The command that sets a given secret. */
export function setSecret(key: string, stack: string): string {
  return `${command} pulumi config set --secret ${key} --stack ${stack}`;
}

function placeOf(path: Path, secret: string, key: string): Path {
  return path.at(-1) === "secrets" ? [...path, secret, "keys", key] : path;
}

/** Why a value that is kept in git is not there; nothing if it is, or is kept elsewhere. */
function missingInGit(
  { environment, encrypted, stack }: Checked,
  owner: Owner,
  secret: string,
  { key, value }: { readonly key: string; readonly value: string },
): Omit<Problem, "path"> | undefined {
  const name = secretName(owner.name, secret);
  const { backend } = environment.secrets;
  const seal = {
    message: `'${value}' of the secret '${name}' is not in git yet`,
    fix: `${command} seal --stack ${stack}`,
  };
  if (backend !== "sops" && backend !== "sealed-secrets") return undefined;
  const held =
    backend === "sops"
      ? [encrypted.sops[name]]
      : [{ name, namespace: owner.namespace }, ...copiesWith(key, owner.secrets[secret])].map((place) =>
          sealedValues(encrypted, place),
        );
  return held.some((values) => values?.[value] === undefined) ? seal : undefined;
}

/** The copies of a Secret that are made of the value under a key. */
function copiesWith(key: string, secret: OwnedSecret | undefined) {
  const copies = (secret?.copies ?? []).filter(({ keys }) => placeholders(Object.values(keys).join()).includes(key));
  return copies.map((copy) => ({ name: secretName(copy.owner, copy.secret), namespace: copy.namespace }));
}
