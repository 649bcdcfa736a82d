import type { Settings } from "../../config/settings.ts";
import { storeOwner } from "../../config/store-secrets.ts";
import type { ObjectPlan } from "../objects.ts";
import type { SecretPlace } from "../secret-places.ts";
import type { SecretPlan } from "../secrets.ts";
import { type AwsStore, awsObjects } from "./aws.ts";
import { sealedObjects } from "./sealed.ts";
import { vaultObjects } from "./vault.ts";

/** Where the program itself writes a Secret's values; `cluster`: nowhere, they are made or opened inside the cluster. */
export type Keeper =
  | { readonly kind: "state" }
  | { readonly kind: "aws"; readonly store: AwsStore }
  | { readonly kind: "sops" }
  | { readonly kind: "cluster" };

/** Who keeps one owner's secrets. */
export function keeperOf(owner: string, { environment }: Pick<Settings, "environment">): Keeper {
  const { secrets: store } = environment;
  if (store.backend === "pulumi" || owner === storeOwner) return { kind: "state" };
  if (store.backend === "aws-secrets-manager") return { kind: "aws", store };
  return store.backend === "sops" ? { kind: "sops" } : { kind: "cluster" };
}

/** The objects through which the chosen store's secrets come into the cluster. */
export function storeObjects(
  { environment, encrypted }: Settings,
  secrets: readonly SecretPlan[],
): readonly ObjectPlan[] {
  const { secrets: store } = environment;
  const kept = secrets.filter(({ owner }) => owner !== storeOwner);
  if (store.backend === "aws-secrets-manager") return awsObjects(store, kept);
  if (store.backend === "vault") return vaultObjects(store, kept);
  return store.backend === "sealed-secrets" ? sealedObjects(encrypted, kept) : [];
}

/** The step after which a Secret is in the cluster. */
export function arrival(
  { name, namespace, source }: SecretPlace,
  { environment }: Pick<Settings, "environment">,
): string {
  const { backend } = environment.secrets;
  if (source.owner === storeOwner || backend === "pulumi" || backend === "sops") {
    return `Secret/${source.namespace}/${source.name}`;
  }
  return `${backend === "sealed-secrets" ? "SealedSecret" : "ExternalSecret"}/${namespace}/${name}`;
}
