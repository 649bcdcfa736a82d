import {
  isMissing,
  type SecretDescription,
  type SecretsManager,
  type SecretValue,
  ServiceError,
  secretsManager,
} from "../../aws/secrets-manager.ts";
import type { Credentials } from "../../aws/signature.ts";
import { MissingSecret, type Provider } from "./provider.ts";

/** What the operator tags its secrets with; it writes to no others. */
const MANAGED = { Key: "managed-by", Value: "external-secrets" };

/** How to reach the emulator, and as whom. */
export interface AwsAccess {
  endpoint: string;
  region: string;
  credentials: Credentials;
  /** Goes before every key. */
  prefix?: string;
}

/** AWS Secrets Manager as a store. */
export function awsProvider({ prefix = "", ...connection }: AwsAccess): Provider {
  const call = secretsManager(connection);
  return {
    async validate() {
      // The operator checks its configuration only; a stand-in whose emulator is gone is better told at once.
      await call("ListSecrets", { MaxResults: 1 });
    },
    read: (key, version) => read(call, prefix + key, version),
    write: (key, value, format) => write(call, prefix + key, value, format),
  };
}

async function read(call: SecretsManager, name: string, version: string | undefined): Promise<Buffer> {
  const id = version?.match(/^uuid\/(.+)$/)?.[1];
  const which = id === undefined ? { VersionStage: version ?? "AWSCURRENT" } : { VersionId: id };
  try {
    const value = await call<SecretValue>("GetSecretValue", { SecretId: name, ...which });
    return value.SecretString === undefined
      ? Buffer.from(value.SecretBinary ?? "", "base64")
      : Buffer.from(value.SecretString);
  } catch (error) {
    const isDeleted = error instanceof ServiceError && /marked (for deletion|deleted)/.test(error.message);
    if (isMissing(error) || isDeleted) throw new MissingSecret();
    throw error;
  }
}

async function write(call: SecretsManager, name: string, value: Buffer, format: "string" | "binary"): Promise<void> {
  const body =
    format === "string" ? { SecretString: value.toString("utf8") } : { SecretBinary: value.toString("base64") };
  let known: SecretDescription;
  try {
    known = await call<SecretDescription>("DescribeSecret", { SecretId: name });
  } catch (error) {
    if (!isMissing(error)) throw error;
    await call("CreateSecret", { Name: name, Tags: [MANAGED], ...body });
    return;
  }
  const isOurs = known.Tags?.some(({ Key, Value }) => Key === MANAGED.Key && Value === MANAGED.Value);
  if (!isOurs) throw new Error("secret not managed by external-secrets");
  await call("PutSecretValue", { SecretId: name, ...body });
}
