import { secretsManager } from "../../../sandbox/aws/secrets-manager.ts";
import type { Backend, StoreStack } from "./store-stack.ts";

const region = "ap-northeast-2";
/** The emulator takes any key. */
const keys = { accessKeyId: "canaryaccesskeyid", secretAccessKey: "canarysecretaccesskey" };

/** AWS Secrets Manager, signed in to with static keys. */
export const awsBackend: Backend = {
  extras: ["--aws"],
  components: ["external-secrets"],
  keys: [keys.secretAccessKey],
  settings: ({ aws }) => ({
    backend: "aws-secrets-manager",
    region,
    prefix: "imprun/store",
    endpoint: aws?.endpoint ?? "",
    auth: { kind: "static", accessKeyIdFrom: "awsAccessKeyId", secretAccessKeyFrom: "awsSecretAccessKey" },
    recoveryWindowDays: 0,
  }),
  give: (stack) =>
    stack.configure({
      ...stack.given,
      awsAccessKeyId: keys.accessKeyId,
      awsSecretAccessKey: keys.secretAccessKey,
    }),
};

/** Names of the secrets that the emulator holds. */
export async function secretsInAws({ services }: StoreStack): Promise<readonly string[]> {
  const call = secretsManager({ endpoint: services.aws?.endpoint ?? "", region, credentials: keys });
  const { SecretList } = await call<{ SecretList: readonly { Name: string }[] }>("ListSecrets", {});
  return SecretList.map(({ Name }) => Name);
}
