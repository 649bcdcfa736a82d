import type { CustomResources } from "../custom-resources.ts";
import type { Content } from "../secrets.ts";
import type { ExternalSecretSpec } from "./kinds.ts";
import { generate } from "./passwords.ts";
import { MissingSecret, readAll, readValue } from "./provider.ts";
import type { Stores } from "./stores.ts";

/**
 * Everything that an ExternalSecret asks of its stores, later entries over earlier ones. Undefined if all of it is gone
 * and the Secret is to go as well. Throws with the place in the spec.
 */
export async function collect(
  resources: CustomResources,
  stores: Stores,
  spec: ExternalSecretSpec,
  namespace: string,
): Promise<Content | undefined> {
  const values: Content = {};
  const isRetained = (spec.target?.deletionPolicy ?? "Retain") === "Retain";
  const take = async (place: string, read: () => Promise<Content>): Promise<void> => {
    try {
      Object.assign(values, await read());
    } catch (error) {
      if (error instanceof MissingSecret && !isRetained) return;
      throw new Error(`error processing ${place}, err: ${error instanceof Error ? error.message : error}`);
    }
  };
  for (const [index, source] of (spec.dataFrom ?? []).entries()) {
    await take(`spec.dataFrom[${index}]${source.extract ? ` (key: ${source.extract.key})` : ""}`, async () =>
      rewritten(await fromSource(resources, stores, spec, source, namespace), source.rewrite ?? []),
    );
  }
  for (const [index, { secretKey, remoteRef, sourceRef }] of (spec.data ?? []).entries()) {
    await take(`spec.data[${index}] (key: ${remoteRef.key})`, async () => {
      const provider = await stores.open(sourceRef?.storeRef ?? spec.secretStoreRef, namespace);
      return { [secretKey]: await readValue(provider, remoteRef) };
    });
  }
  return Object.keys(values).length === 0 && !isRetained ? undefined : values;
}

type Source = NonNullable<ExternalSecretSpec["dataFrom"]>[number];

async function fromSource(
  resources: CustomResources,
  stores: Stores,
  spec: ExternalSecretSpec,
  { extract, sourceRef }: Source,
  namespace: string,
): Promise<Content> {
  if (sourceRef?.generatorRef !== undefined) return generate(resources, sourceRef.generatorRef, namespace);
  if (extract === undefined) throw new Error("the stand-in knows dataFrom with extract or generatorRef only");
  return readAll(await stores.open(sourceRef?.storeRef ?? spec.secretStoreRef, namespace), extract);
}

function rewritten(values: Content, rewrites: NonNullable<Source["rewrite"]>): Content {
  return rewrites.reduce((current, { regexp }) => {
    if (regexp === undefined) throw new Error("the stand-in knows rewrite with regexp only");
    const pattern = new RegExp(regexp.source, "g");
    return Object.fromEntries(
      Object.entries(current).map(([key, value]) => [key.replace(pattern, regexp.target), value]),
    );
  }, values);
}
