import type { SecretStoreSettings } from "../../config/secret-store.ts";
import { storeOwner } from "../../config/store-secrets.ts";
import type { SecretPlan } from "../secrets.ts";

/** The settings of Vault as the store of secrets. */
export type VaultStore = Extract<SecretStoreSettings, { backend: "vault" }>;

/** Given values of one Secret, which only a hand can put into Vault. */
export interface GivenInVault {
  readonly secret: Pick<SecretPlan, "name" | "namespace">;
  /** Path of the key-value engine. */
  readonly mount: string;
  /** Where they lie, below the engine's own path. */
  readonly path: string;
  readonly keys: readonly string[];
}

/** The given values of an environment by Secret; none where they are kept elsewhere than in Vault. */
export function givenInVault(store: SecretStoreSettings, secrets: readonly SecretPlan[]): readonly GivenInVault[] {
  if (store.backend !== "vault") return [];
  return secrets.flatMap(({ name, namespace, owner, keys }) => {
    const given = keys.filter(({ source }) => source.from === "config").map(({ key }) => key);
    if (given.length === 0 || owner === storeOwner) return [];
    return [{ secret: { name, namespace }, mount: store.mount, path: vaultPath(store, name), keys: given }];
  });
}

/** Where the values of a Secret lie, below the engine's own path. */
export function vaultPath({ prefix }: VaultStore, secret: string): string {
  return `${prefix}/${secret}`;
}

/** The command that puts values where there are none, each from the file of its key's name; what is there, it does not replace. */
export function putCommand({ mount, path, keys }: GivenInVault): string {
  return `vault kv put -cas=0 -mount=${mount} ${path} ${fromFiles(keys)}`;
}

/** The command that adds values to those that are there, each from the file of its key's name. */
export function addCommand({ mount, path, keys }: GivenInVault): string {
  return `vault kv patch -mount=${mount} ${path} ${fromFiles(keys)}`;
}

function fromFiles(keys: readonly string[]): string {
  return keys.map((key) => `${key}=@${key}`).join(" ");
}
