import { isMissing, type SecretsManager, type SecretValue, ServiceError } from "../../aws/secrets-manager.ts";
import { asList, asText, containsUnknown, known, type PropertyMap, Secret, unknown } from "../protocol/property.ts";
import type { CheckCall, Checked, CheckFailure } from "../protocol/provider.ts";
import type { Account } from "./configuration.ts";
import type { Kind } from "./kind.ts";

/** Between the secret and the version in an id. */
const SEPARATOR = "|";
/** A stage that can move to another version but never vanish. */
const CURRENT = "AWSCURRENT";

function check(call: CheckCall): Checked {
  const failures: CheckFailure[] = [];
  const inputs = call.new;
  if ((inputs.secretId ?? null) === null) {
    failures.push({ property: "secretId", reason: "Missing required property 'secretId'" });
  }
  const values = ["secretString", "secretBinary"].filter((name) => (inputs[name] ?? null) !== null);
  if (values.length !== 1) {
    failures.push({ property: "secretString", reason: "exactly one of secretString and secretBinary has to be set" });
  }
  return { inputs, failures };
}

function outputsOf(secretId: string, region: string, live: SecretValue): PropertyMap {
  return {
    id: `${secretId}${SEPARATOR}${live.VersionId}`,
    arn: live.ARN,
    secretArn: live.ARN,
    secretId,
    secretString: new Secret(live.SecretString ?? ""),
    secretBinary: new Secret(live.SecretBinary ?? ""),
    hasSecretStringWo: false,
    versionId: live.VersionId,
    versionStages: live.VersionStages ?? [],
    region,
  };
}

async function find(call: SecretsManager, id: string): Promise<SecretValue | undefined> {
  const at = id.indexOf(SEPARATOR);
  if (at < 1) throw new Error(`unexpected format of ID (${id}), expected SecretID${SEPARATOR}VersionID`);
  try {
    return await call<SecretValue>("GetSecretValue", { SecretId: id.slice(0, at), VersionId: id.slice(at + 1) });
  } catch (error) {
    const isDeleted = error instanceof ServiceError && /marked (for deletion|deleted)|was deleted/.test(error.message);
    if (isMissing(error) || isDeleted) return undefined;
    throw error;
  }
}

async function create(inputs: PropertyMap, account: Account): Promise<{ id: string; outputs: PropertyMap }> {
  const given = known(inputs);
  const secretId = asText(given.secretId);
  const region = asText(given.region) || account.region;
  const call = account.client(region);
  const binary = asText(given.secretBinary);
  const value = binary === "" ? { SecretString: asText(given.secretString) } : { SecretBinary: binary };
  const { VersionId } = await call<{ VersionId: string }>("PutSecretValue", { SecretId: secretId, ...value });
  const id = `${secretId}${SEPARATOR}${VersionId}`;
  const live = await find(call, id);
  if (live === undefined) throw new Error(`Secrets Manager Secret Version (${id}) is gone right after its creation`);
  return { id, outputs: outputsOf(secretId, region, live) };
}

async function remove(id: string, outputs: PropertyMap, account: Account): Promise<void> {
  const call = account.client(asText(outputs.region));
  const live = await find(call, id);
  if (live === undefined) return;
  const [secretId = ""] = id.split(SEPARATOR);
  // Like the official provider: the stages that the state knows of. A version that was just replaced stays AWSPREVIOUS.
  for (const stage of asList(outputs.versionStages).map(asText)) {
    if (stage === CURRENT || !live.VersionStages?.includes(stage)) continue;
    const request = { SecretId: secretId, VersionStage: stage, RemoveFromVersionId: live.VersionId };
    await call("UpdateSecretVersionStage", request);
  }
}

/** `aws.secretsmanager.SecretVersion`: a value of a secret. Another value is another version. */
export const secretVersion: Kind = {
  replacing: ["secretId", "secretString", "secretBinary", "region"],
  updatable: [],
  leftOut: ["secretStringWo", "secretStringWoVersion", "versionStages"],
  check,
  preview: (inputs, account) => ({
    ...inputs,
    ...(inputs.secretString !== undefined && {
      secretString: new Secret(containsUnknown(inputs.secretString) ? unknown : (known(inputs).secretString ?? "")),
    }),
    arn: unknown,
    secretArn: unknown,
    versionId: unknown,
    versionStages: unknown,
    hasSecretStringWo: false,
    region: inputs.region ?? account.region,
  }),
  create,
  read: async (id, state, account) => {
    const region = asText(state.region) || account.region;
    const live = await find(account.client(region), id);
    return live === undefined ? undefined : outputsOf(id.slice(0, id.indexOf(SEPARATOR)), region, live);
  },
  update: async (_, old) => old,
  delete: remove,
};
