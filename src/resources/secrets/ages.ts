import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";
import * as pulumi from "@pulumi/pulumi";
import { manager } from "../../core/labels.ts";
import { agesName } from "../../core/secret-ages.ts";
import type { SecretPlan } from "../../plan/secrets.ts";

/**
 * Tells in a namespace since when each value of its Secrets is what it is. The state remembers the time at which a value was first
 * planned: an object's own age is that of its first value, whatever came after.
 */
export function createSecretAges(
  namespace: string,
  secrets: readonly SecretPlan[],
  opts: pulumi.CustomResourceOptions,
): ConfigMap {
  const data = secrets.map(({ name, keys, version }) => {
    const since = keys
      .filter(({ source }) => source.from !== "template")
      .map(({ key, value, version }) => [key, firstSeen(`${namespace}/${name}-${value}-${version}`)]);
    return [name, pulumi.jsonStringify({ version, since: Object.fromEntries(since) })];
  });
  const labels = { "app.kubernetes.io/managed-by": manager };
  return new ConfigMap(
    `${namespace}/${agesName}`,
    { metadata: { name: agesName, namespace, labels }, data: Object.fromEntries(data) },
    opts,
  );
}

/** The time at which a name was first used: what a later run says is ignored. */
function firstSeen(name: string): pulumi.Output<string> {
  return new pulumi.Stash(name, { input: new Date().toISOString() }, { ignoreChanges: ["input"] }).output.apply(String);
}
