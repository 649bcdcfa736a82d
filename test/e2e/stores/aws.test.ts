import assert from "node:assert/strict";
import { secretsManager } from "../../../sandbox/aws/secrets-manager.ts";
import type { StoreStack } from "../support/store-stack.ts";
import { provesStore } from "../support/store-suite.ts";

const region = "ap-northeast-2";
/** The emulator takes any key. */
const keys = { accessKeyId: "canaryaccesskeyid", secretAccessKey: "canarysecretaccesskey" };

describe("secrets kept in AWS Secrets Manager", function () {
  this.timeout(600_000);
  provesStore(
    {
      extras: ["--aws"],
      components: ["external-secrets"],
      settings: ({ aws }) => ({
        backend: "aws-secrets-manager",
        region,
        prefix: "imprun/store",
        endpoint: aws?.endpoint ?? "",
        auth: { kind: "static", accessKeyId: "awsAccessKeyId", secretAccessKey: "awsSecretAccessKey" },
        recoveryWindowDays: 0,
      }),
      give: (stack) =>
        stack.configure({
          ...stack.given,
          awsAccessKeyId: keys.accessKeyId,
          awsSecretAccessKey: keys.secretAccessKey,
        }),
    },
    {
      leavesNothing: async (stack) => assert.deepEqual(await secretsOf(stack), []),
    },
  );
});

/** Names of the secrets that the emulator holds. */
async function secretsOf({ services }: StoreStack): Promise<readonly string[]> {
  const call = secretsManager({ endpoint: services.aws?.endpoint ?? "", region, credentials: keys });
  const { SecretList } = await call<{ SecretList: readonly { Name: string }[] }>("ListSecrets", {});
  return SecretList.map(({ Name }) => Name);
}
