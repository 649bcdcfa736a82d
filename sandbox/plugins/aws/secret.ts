import { randomUUID } from "node:crypto";
import { isMissing, type SecretDescription, type SecretsManager, type Tag } from "../../aws/secrets-manager.ts";
import { asMap, asNumber, asText, equal, known, type PropertyMap, unknown } from "../protocol/property.ts";
import type { CheckCall, Checked, CheckFailure } from "../protocol/provider.ts";
import type { Account } from "./configuration.ts";
import type { Kind } from "./kind.ts";

const DEFAULTS = { forceOverwriteReplicaSecret: false, recoveryWindowInDays: 30 };

function check(call: CheckCall): Checked {
  const inputs: PropertyMap = { ...DEFAULTS, ...call.new };
  const isNamed = (inputs.name ?? null) !== null || (inputs.namePrefix ?? null) !== null;
  if (!isNamed) inputs.name = call.old.name ?? (call.proposedName || `${call.name}-${suffix(call.randomSeed)}`);
  return { inputs, failures: problems(known(inputs)) };
}

function suffix(seed: Uint8Array): string {
  return Buffer.from(seed).toString("hex").slice(0, 7);
}

function problems(inputs: PropertyMap): CheckFailure[] {
  const found: CheckFailure[] = [];
  const days = inputs.recoveryWindowInDays;
  if (typeof days === "number" && days !== 0 && (days < 7 || days > 30)) {
    found.push({ property: "recoveryWindowInDays", reason: `expected 0 or a number from 7 to 30, got ${days}` });
  }
  for (const property of ["name", "namePrefix"]) {
    const name = inputs[property];
    if (typeof name === "string" && !/^[\w/+=.@-]{1,512}$/.test(name)) {
      found.push({ property, reason: `only letters, digits and /_+=.@- are allowed, 512 at most: "${name}"` });
    }
  }
  if (inputs.name && inputs.namePrefix) found.push({ property: "name", reason: "conflicts with namePrefix" });
  return found;
}

function tagList(tags: PropertyMap): Tag[] {
  return Object.entries(tags).map(([Key, value]) => ({ Key, Value: asText(value) }));
}

function outputsOf(inputs: PropertyMap, live: SecretDescription, account: Account): PropertyMap {
  const tags = Object.fromEntries((live.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
  return {
    id: live.ARN,
    arn: live.ARN,
    name: live.Name,
    namePrefix: asText(inputs.namePrefix),
    description: live.Description ?? "",
    kmsKeyId: live.KmsKeyId ?? "",
    policy: "",
    recoveryWindowInDays: inputs.recoveryWindowInDays ?? DEFAULTS.recoveryWindowInDays,
    forceOverwriteReplicaSecret: inputs.forceOverwriteReplicaSecret ?? DEFAULTS.forceOverwriteReplicaSecret,
    region: asText(inputs.region) || account.region,
    replicas: [],
    tags,
    tagsAll: tags,
  };
}

async function describe(call: SecretsManager, id: string): Promise<SecretDescription | undefined> {
  try {
    const live = await call<SecretDescription>("DescribeSecret", { SecretId: id });
    // A secret that waits for its deletion is gone for everybody but the one who takes it back.
    return live.DeletedDate ? undefined : live;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function create(inputs: PropertyMap, account: Account): Promise<{ id: string; outputs: PropertyMap }> {
  const given = known(inputs);
  const call = account.client(asText(given.region));
  const name = asText(given.name) || asText(given.namePrefix) + Date.now().toString(36);
  const key = asText(given.kmsKeyId);
  const request = { Name: name, Description: asText(given.description), Tags: tagList(asMap(given.tags)) };
  let arn: string;
  try {
    ({ ARN: arn } = await call<{ ARN: string }>("CreateSecret", { ...request, ...(key !== "" && { KmsKeyId: key }) }));
  } catch (error) {
    throw new Error(`creating Secrets Manager Secret (${name}): ${error instanceof Error ? error.message : error}`);
  }
  const live = await describe(call, arn);
  if (live === undefined) throw new Error(`Secrets Manager Secret (${name}) is gone right after its creation`);
  return { id: arn, outputs: outputsOf(given, live, account) };
}

async function update(id: string, old: PropertyMap, inputs: PropertyMap, account: Account): Promise<PropertyMap> {
  const given = known(inputs);
  const call = account.client(asText(given.region));
  const description = asText(given.description);
  const key = asText(given.kmsKeyId);
  if (description !== asText(old.description) || key !== asText(old.kmsKeyId)) {
    const request = { SecretId: id, ClientRequestToken: randomUUID(), Description: description };
    await call("UpdateSecret", { ...request, ...(key !== "" && { KmsKeyId: key }) });
  }
  const before = asMap(old.tags);
  const after = asMap(given.tags);
  const gone = Object.keys(before).filter((name) => !(name in after));
  if (gone.length > 0) await call("UntagResource", { SecretId: id, TagKeys: gone });
  if (!equal(before, after)) await call("TagResource", { SecretId: id, Tags: tagList(after) });
  const live = await describe(call, id);
  if (live === undefined) throw new Error(`Secrets Manager Secret (${id}) is gone`);
  return outputsOf(given, live, account);
}

/** `aws.secretsmanager.Secret`: a name and what belongs to it, without a value. */
export const secret: Kind = {
  replacing: ["name", "namePrefix", "region"],
  updatable: ["description", "kmsKeyId", "tags", "recoveryWindowInDays", "forceOverwriteReplicaSecret"],
  leftOut: ["policy", "replicas", "type"],
  check,
  preview: (inputs, account) => ({
    ...inputs,
    arn: unknown,
    name: inputs.name ?? unknown,
    policy: unknown,
    region: inputs.region ?? account.region,
    tagsAll: inputs.tags ?? {},
  }),
  create,
  read: async (id, state, account) => {
    const live = await describe(account.client(asText(state.region)), id);
    return live === undefined ? undefined : outputsOf(state, live, account);
  },
  update,
  delete: async (id, outputs, account) => {
    const days = asNumber(outputs.recoveryWindowInDays);
    const how = days === 0 ? { ForceDeleteWithoutRecovery: true } : { RecoveryWindowInDays: days };
    try {
      await account.client(asText(outputs.region))("DeleteSecret", { SecretId: id, ...how });
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  },
};
