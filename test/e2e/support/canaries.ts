import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { AppsV1Api, CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import { readHelmRecords } from "../../../src/operate/cluster/helm-records.ts";
import type { StoreStack } from "./store-stack.ts";

/** What a search has found. */
export interface Search {
  /** Every place that was looked at. */
  readonly places: readonly string[];
  /** Those where a value was found; the values are not told. */
  readonly hits: readonly string[];
}

/** Looks for values, as they are and in base64, wherever an operator or a tool may read: commands, state, files, cluster. */
export async function findCanaries(stack: StoreStack, values: readonly string[]): Promise<Search> {
  const texts = { ...(await commandTexts(stack)), ...fileTexts(stack), ...(await clusterTexts(stack)) };
  const forms = values.flatMap((value) => [value, ...base64Forms(value)]);
  const places = Object.keys(texts);
  return { places, hits: places.filter((place) => forms.some((form) => texts[place]?.includes(form))) };
}

/** How a text's base64 may look when it stands somewhere in a longer text: three ways, without the ends that depend on neighbours. */
function base64Forms(value: string): readonly string[] {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.from(`${"_".repeat(offset)}${value}`).toString("base64");
    return encoded.slice(offset === 0 ? 0 : 4).replace(/.{0,4}$/, "");
  });
}

/** What every command says, and what those said that ran before. */
async function commandTexts(stack: StoreStack): Promise<Record<string, string>> {
  const commands = [
    "plan",
    "plan --json",
    "preview",
    "preview --json",
    "preview --markdown",
    "status",
    "outputs --json",
  ];
  stack.checkout.commit();
  const texts: Record<string, string> = {};
  for (const command of [...commands, "drift --json", "diff", "pulumi stack export"]) {
    const { code, stdout, stderr } = await stack.run(command);
    if (code !== 0) throw new Error(`${command} ended with ${code}: ${stderr}${stdout}`);
    texts[command] = `${stdout}${stderr}`;
  }
  return { ...texts, "commands before": stack.said.join("\n") };
}

/** The state, the logs of the sandbox, and the files of the checkout. */
function fileTexts({ checkout: { directory } }: StoreStack): Record<string, string> {
  const folders = [".sandbox/dev/state", ".sandbox/dev/logs", "secrets"];
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

/** What Helm recorded, what the cluster shows to those who may not read Secrets, and the Secrets themselves. */
async function clusterTexts({ services }: StoreStack): Promise<Record<string, string>> {
  const config = new KubeConfig();
  config.loadFromFile(services.kubeconfig);
  const core = config.makeApiClient(CoreV1Api);
  const apps = config.makeApiClient(AppsV1Api);
  const { items: namespaces } = await core.listNamespace();
  const records = await readHelmRecords(
    { config, server: config.getCurrentCluster()?.server ?? "", version: "" },
    namespaces.map(({ metadata }) => metadata?.name ?? ""),
  );
  const { items: secrets } = await core.listSecretForAllNamespaces({ fieldSelector: "type!=helm.sh/release.v1" });
  return {
    "Helm values": JSON.stringify(records.map(({ values }) => values)),
    "Helm manifests": records.map(({ manifest }) => manifest).join("\n"),
    ConfigMaps: JSON.stringify(await core.listConfigMapForAllNamespaces()),
    Events: JSON.stringify(await core.listEventForAllNamespaces()),
    Pods: JSON.stringify(await core.listPodForAllNamespaces()),
    Deployments: JSON.stringify(await apps.listDeploymentForAllNamespaces()),
    StatefulSets: JSON.stringify(await apps.listStatefulSetForAllNamespaces()),
    "Secrets of the cluster": JSON.stringify(secrets.map(({ data }) => data)),
  };
}
