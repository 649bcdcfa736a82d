import type { Provider } from "@pulumi/aws/provider.js";
import type { SecretPlan } from "../plan/secrets.ts";

/** The way to AWS, for an environment whose secrets are kept there; nothing for any other, which then never loads its package. */
export async function createAwsProvider(secrets: readonly SecretPlan[]): Promise<Provider | undefined> {
  const [store] = secrets.flatMap(({ keeper }) => (keeper.kind === "aws" ? [keeper.store] : []));
  if (store === undefined) return undefined;
  const { Provider } = await import("@pulumi/aws/provider.js");
  const { region, endpoint } = store;
  return new Provider("aws", {
    region: region as never,
    ...(endpoint === undefined ? {} : standIn(endpoint)),
  });
}

/** Settings for a service that is not AWS itself: there is no account to look up, and any key will do. */
function standIn(endpoint: string) {
  return {
    accessKey: "stand-in",
    secretKey: "stand-in",
    skipCredentialsValidation: true,
    skipMetadataApiCheck: true,
    skipRequestingAccountId: true,
    endpoints: [{ secretsmanager: endpoint }],
  };
}
