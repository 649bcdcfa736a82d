import { z } from "zod";
import { catalogOf } from "./installed.ts";
import { named } from "./named.ts";
import type { Settings } from "./settings.ts";

const namespace = z.strictObject({
  network: z
    .enum(["default-deny", "deny-ingress", "open"])
    .default("default-deny")
    .describe(
      "`default-deny`: pods reach DNS, and else only what network policies allow, in both directions; `deny-ingress`: they reach everything, and are reached as policies allow; `open`: no policy of the platform.",
    ),
});

/** Namespaces by name, where more is to be said than what lives in them. */
export const namespacesSchema = z
  .record(named("dnsLabel"), namespace)
  .default({})
  .describe(
    "Namespaces, made even if nothing lives in them. Without being listed, those of apps alone deny by default, and those of components are open.",
  );

/** Namespaces that every cluster has from the start, and that nobody creates, deletes or closes. */
export const builtInNamespaces: ReadonlySet<string> = new Set([
  "default",
  "kube-system",
  "kube-public",
  "kube-node-lease",
]);

/** How far the network of a namespace is closed. */
export type NetworkAccess = z.output<typeof namespace>["network"];

/** The namespaces that are closed, by name: everything in them needs a network policy that allows it. */
export function closedNamespaces({
  environment,
  catalog,
}: Pick<Settings, "environment" | "catalog">): ReadonlyMap<string, Exclude<NetworkAccess, "open">> {
  const components = new Set(catalogOf(environment, catalog).map(({ namespace }) => namespace));
  const apps = Object.values(environment.apps).map(({ namespace }) => namespace);
  const names = [...new Set([...apps, ...Object.keys(environment.namespaces)])].sort();
  return new Map(
    names.flatMap((name) => {
      const network = environment.namespaces[name]?.network ?? (components.has(name) ? "open" : "default-deny");
      return network === "open" || builtInNamespaces.has(name) ? [] : [[name, network] as const];
    }),
  );
}
