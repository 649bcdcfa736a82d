import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import { Api, connections } from "../../../src/operate/cluster/api.ts";
import { type ServedKind, servedKinds } from "../../../src/operate/cluster/discovery.ts";
import { readHelmRecords } from "../../../src/operate/cluster/helm-records.ts";
import { inParallel } from "../../../src/operate/network/in-parallel.ts";
import { formsOf } from "../../support/withheld.ts";
import type { StoreStack } from "./store-stack.ts";

/** What a search has found. */
export interface Search {
  /** Every place that was looked at. */
  readonly places: readonly string[];
  /** Those where a value was found; the values are not told. */
  readonly hits: readonly string[];
}

/** Where `export` and `render` write files. */
const written = ".build";

/** Looks for values, as they are and in base64, wherever an operator or a tool may read: commands, state, files, cluster. */
export async function findCanaries(stack: StoreStack, values: readonly string[]): Promise<Search> {
  const texts = { ...(await commandTexts(stack)), ...fileTexts(stack), ...(await clusterTexts(stack)) };
  const forms = values.flatMap(formsOf);
  const places = Object.keys(texts);
  return { places, hits: places.filter((place) => forms.some((form) => texts[place]?.includes(form))) };
}

/** Commands that only read, with the exit codes that they may end with. */
const commands: Readonly<Record<string, readonly number[]>> = {
  plan: [0],
  "plan --json": [0],
  preview: [0],
  "preview --json": [0],
  "preview --markdown": [0],
  status: [0],
  "outputs --json": [0],
  "drift --json": [0],
  diff: [0],
  "diff --live": [0],
  render: [0],
  "render --json --live": [0],
  [`render --out ${written}/rendered`]: [0],
  // The product's stand-ins break rules, and say so.
  "check --json": [0, 2],
  images: [0],
  "pulumi stack export": [0],
};

/** What every command says, and what those said that ran before. */
async function commandTexts(stack: StoreStack): Promise<Record<string, string>> {
  stack.checkout.commit();
  const texts: Record<string, string> = {};
  const { backend } = stack.backend.settings(stack.services);
  // Where a Secret is nowhere but in the state or in a file of values, `export` refuses, and says which. A chart's own is left out.
  const elsewhere = backend === "vault" || backend === "sealed-secrets";
  const exported = { [`export --out ${written}/tree`]: elsewhere ? [0, 2] : [1] };
  for (const [command, allowed] of Object.entries({ ...commands, ...exported })) {
    const { code, stdout, stderr } = await stack.run(command);
    if (!allowed.includes(code ?? 1)) throw new Error(`${command} ended with ${code}`);
    texts[command] = `${stdout}${stderr}`;
  }
  return { ...texts, "commands before": stack.said.join("\n") };
}

/** The state, the logs of the sandbox, the files that commands have written, and the stack file. */
function fileTexts({ checkout: { directory } }: StoreStack): Record<string, string> {
  const folders = [".sandbox/dev/state", ".sandbox/dev/logs", "secrets", written];
  const files = folders.flatMap((folder) => readdirIfThere(join(directory, folder)));
  const found = [...files, join(directory, "Pulumi.store.yaml")].filter((file) => statSync(file).isFile());
  return Object.fromEntries(found.map((file) => [file.slice(directory.length + 1), readFileSync(file, "utf8")]));
}

function readdirIfThere(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => join(folder, file));
  } catch {
    return [];
  }
}

/** What Helm recorded, every object of every kind, and the Secrets themselves. */
async function clusterTexts({ services }: StoreStack): Promise<Record<string, string>> {
  const config = new KubeConfig();
  config.loadFromFile(services.kubeconfig);
  const core = config.makeApiClient(CoreV1Api);
  const { items: namespaces } = await core.listNamespace();
  const cluster = { config, server: config.getCurrentCluster()?.server ?? "", version: "" };
  const records = await readHelmRecords(
    cluster,
    namespaces.map(({ metadata }) => metadata?.name ?? ""),
  );
  const { items: secrets } = await core.listSecretForAllNamespaces({ fieldSelector: "type!=helm.sh/release.v1" });
  const api = await Api.to(cluster);
  try {
    return {
      "Helm values": JSON.stringify(records.map(({ values }) => values)),
      "Helm manifests": records.map(({ manifest }) => manifest).join("\n"),
      ...(await objectTexts(api)),
      "Secrets of the cluster": JSON.stringify(secrets.map(({ data }) => data)),
    };
  } finally {
    api.close();
  }
}

/** The objects of every kind that can be listed, in every version, but for the Secrets. */
async function objectTexts(api: Api): Promise<Record<string, string>> {
  const kinds = (await servedKinds(api)).filter(({ apiVersion, kind }) => `${apiVersion}/${kind}` !== "v1/Secret");
  const texts: Record<string, string> = {};
  await inParallel(kinds, connections, async (kind) => {
    const { status, body } = await api.ask({ path: listPath(kind) });
    // What is only ever created, such as a review, is not there to be listed.
    if (status === 404 || status === 405) return;
    if (status !== 200) throw new Error(`${kind.apiVersion}/${kind.kind} cannot be listed: ${status}`);
    texts[`${kind.apiVersion}/${kind.kind}`] = JSON.stringify(body);
  });
  return texts;
}

function listPath({ apiVersion, plural }: ServedKind): string {
  return `${apiVersion.includes("/") ? "/apis" : "/api"}/${apiVersion}/${plural}`;
}
