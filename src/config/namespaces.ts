import { z } from "zod";
import { catalogOf } from "./installed.ts";
import { named } from "./named.ts";
import type { Settings } from "./settings.ts";

const namespace = z.strictObject({
  network: z
    .enum(["default-deny", "open"])
    .default("default-deny")
    .describe(
      "`default-deny`: pods reach DNS, and else what network policies allow; `open`: no policy of the platform.",
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

/** The namespaces in which nothing is allowed that no network policy allows, by name. */
export function closedNamespaces({
  environment,
  catalog,
}: Pick<Settings, "environment" | "catalog">): readonly string[] {
  const components = new Set(catalogOf(environment, catalog).map(({ namespace }) => namespace));
  const apps = Object.values(environment.apps).map(({ namespace }) => namespace);
  const names = new Set([...apps, ...Object.keys(environment.namespaces)]);
  return [...names]
    .filter((name) => !builtInNamespaces.has(name))
    .filter(
      (name) => (environment.namespaces[name]?.network ?? (components.has(name) ? "open" : "default-deny")) !== "open",
    )
    .sort();
}
