import type { CoreV1Api, V1ConfigMap, V1Secret } from "@kubernetes/client-node";
import { command } from "../../core/command.ts";
import { isPrevious } from "../../core/secret.ts";
import { agesName, type SecretAges } from "../../core/secret-ages.ts";
import { placesOf } from "../../plan/secret-places.ts";
import type { SecretPlan } from "../../plan/secrets.ts";
import { daysOf } from "../cluster/age.ts";
import type { Cluster } from "../cluster/cluster.ts";

/** What can be told about a Secret without telling what it holds. */
export interface SecretStatus {
  readonly name: string;
  readonly namespace: string;
  readonly keys: readonly string[];
  /** Whole days since the oldest of its values is what it is; nothing if the Secret is not there. */
  readonly ageDays: number | undefined;
  /** Days after which its values count as too old; 0: never. */
  readonly maxAgeDays: number;
  /** Keys whose values are older than that. */
  readonly tooOld: readonly string[];
  /** Planned keys that it does not have; all of them if it is not there. */
  readonly missing: readonly string[];
}

/** What of a plan's Secret is compared with the cluster. */
type Planned = Pick<SecretPlan, "name" | "namespace" | "keys" | "maxAgeDays">;

/** Looks at the Secrets of a plan in the cluster. */
export async function readSecretStatuses(
  { config }: Cluster,
  planned: readonly SecretPlan[],
): Promise<readonly SecretStatus[]> {
  const { CoreV1Api } = await import("@kubernetes/client-node");
  const api = config.makeApiClient(CoreV1Api);
  const plans = placesOf(planned);
  const namespaces = [...new Set(plans.map(({ namespace }) => namespace))];
  const found = await Promise.all(namespaces.map((namespace) => readNamespace(api, namespace)));
  const secrets = found.flatMap((one) => one.secrets);
  const records = found.flatMap((one) => one.records);
  return secretStatuses(plans, { secrets, records }, new Date());
}

async function readNamespace(api: CoreV1Api, namespace: string) {
  const [secrets, records] = await Promise.all([
    api.listNamespacedSecret({ namespace, fieldSelector: "type!=helm.sh/release.v1" }),
    api.listNamespacedConfigMap({ namespace, fieldSelector: `metadata.name=${agesName}` }),
  ]);
  return { secrets: secrets.items, records: records.items };
}

/** Compares the Secrets of a plan with those that are there; what no record tells of is as old as its Secret. */
export function secretStatuses(
  plans: readonly Planned[],
  live: { readonly secrets: readonly V1Secret[]; readonly records: readonly V1ConfigMap[] },
  now: Date,
): readonly SecretStatus[] {
  return plans.map(({ name, namespace, keys, maxAgeDays }) => {
    const secret = live.secrets.find(({ metadata }) => metadata?.name === name && metadata.namespace === namespace);
    const record = live.records.find(({ metadata }) => metadata?.namespace === namespace)?.data?.[name];
    const present = Object.keys(secret?.data ?? {}).sort();
    const created = secret?.metadata?.creationTimestamp;
    const ages = created === undefined ? [] : agesOf(keys, { record, created, now });
    return {
      name,
      namespace,
      keys: present,
      ageDays: created === undefined ? undefined : oldest(ages, created, now),
      maxAgeDays,
      tooOld: ages.flatMap(({ key, days }) => (maxAgeDays > 0 && days > maxAgeDays ? [key] : [])),
      missing: keys.map(({ key }) => key).filter((key) => !present.includes(key)),
    };
  });
}

/** Days since the oldest value; where all is composed of others', since the Secret is there. */
function oldest(ages: ReturnType<typeof agesOf>, created: Date, now: Date): number {
  return ages.length === 0 ? daysOf(created, now) : Math.max(...ages.map(({ days }) => days));
}

/** The age of each value that stands alone and is in use: neither composed of others, nor the one before a rotation. */
function agesOf(
  keys: Planned["keys"],
  { record, created, now }: { readonly record: string | undefined; readonly created: Date; readonly now: Date },
): readonly { readonly key: string; readonly days: number }[] {
  const { since = {} }: Partial<SecretAges> = record === undefined ? {} : JSON.parse(record);
  return keys
    .filter((kept) => kept.source.from !== "template" && !isPrevious(kept))
    .map(({ key }) => ({ key, days: daysOf(new Date(since[key] ?? created), now) }));
}

/** One sentence for each Secret with values that are too old, with the command that makes new ones. */
export function tooOldSentences(statuses: readonly SecretStatus[], stack: string): readonly string[] {
  return statuses
    .filter(({ tooOld }) => tooOld.length > 0)
    .map(
      ({ name, tooOld, ageDays, maxAgeDays }) =>
        `${name} (${tooOld.join(", ")}): ${ageDays} days old, and ${maxAgeDays} are allowed\n  run: ${command} rotate ${name} --stack ${stack}`,
    );
}
