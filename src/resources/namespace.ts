import { Namespace } from "@pulumi/kubernetes/core/v1/namespace.js";
import type { Provider } from "@pulumi/kubernetes/provider.js";
import type { NamespacePlan } from "../plan/namespaces.ts";

/** A namespace of the environment. */
export function createNamespace({ name, labels, retain = false }: NamespacePlan, provider: Provider): Namespace {
  return new Namespace(name, { metadata: { name, labels } }, { provider, retainOnDelete: retain });
}
