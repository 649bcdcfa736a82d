import type { Cluster } from "./cluster.ts";

/** Takes secret values out of a text. */
export type Mask = (text: string) => string;

/** Shorter values are not masked: they would take harmless words away with them. */
const shortest = 4;

/** What stands for a masked value. */
const hidden = "[secret]";

/** A mask for everything that the Secrets of the given namespaces hold; Helm's own records are not among them. */
export async function maskOf({ config }: Cluster, namespaces: readonly string[]): Promise<Mask> {
  const { CoreV1Api } = await import("@kubernetes/client-node");
  const api = config.makeApiClient(CoreV1Api);
  const lists = await Promise.all(
    namespaces.map((namespace) => api.listNamespacedSecret({ namespace, fieldSelector: "type!=helm.sh/release.v1" })),
  );
  const encoded = lists.flatMap(({ items }) => items.flatMap(({ data }) => Object.values(data ?? {})));
  return maskValues(encoded.map((value) => Buffer.from(value, "base64").toString("utf8")));
}

/** A mask for the given values, as they are and in base64, each line of a longer one too; and for passwords in URLs. */
export function maskValues(values: readonly string[]): Mask {
  const lines = values.flatMap((value) => [value, ...value.split("\n")]).map((line) => line.trim());
  const plain = [...new Set(lines)].filter((line) => line.length >= shortest);
  // The longest first: a value may be part of another one.
  const secrets = [...plain, ...plain.map((line) => Buffer.from(line).toString("base64"))].sort(
    (a, b) => b.length - a.length,
  );
  return (text) =>
    secrets
      .reduce((masked, secret) => masked.replaceAll(secret, hidden), text)
      .replaceAll(/(:\/\/[^\s:/@]*:)[^\s@/]+@/g, `$1${hidden}@`);
}
