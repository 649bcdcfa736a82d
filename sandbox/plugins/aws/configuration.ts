import { type SecretsManager, secretsManager } from "../../aws/secrets-manager.ts";
import { asList, asText, at, containsUnknown, plain } from "../protocol/property.ts";
import { fromJson, type Json } from "../protocol/wire.ts";

/** A configured provider. */
export interface Account {
  /** The region of resources that name none; empty if none is configured. */
  region: string;
  /** A client for a region. Throws if no emulator is configured: this stand-in never asks AWS itself. */
  client(region: string): SecretsManager;
  /** Why there can be no client; undefined if there can. A preview may not know yet, which is no reason. */
  problem: string | undefined;
}

const ADVICE =
  "name an emulator in the provider's `endpoints: [{ secretsmanager: … }]` or in AWS_ENDPOINT_URL, or install the official plugin";

/** Reads the provider's configuration, and like the official one the environment where the configuration is silent. */
export function configuredAccount(variables: Map<string, string>): Account {
  const option = (name: string): string => variables.get(`aws:config:${name}`) ?? "";
  const region = option("region") || process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION || "";
  const endpoint = configuredEndpoint(option("endpoints"));
  const problem = endpointProblem(endpoint) ?? (region === "" ? "no region is configured" : undefined);
  const credentials = {
    accessKeyId: option("accessKey") || process.env.AWS_ACCESS_KEY_ID || "sandbox",
    secretAccessKey: option("secretKey") || process.env.AWS_SECRET_ACCESS_KEY || "sandbox",
  };
  return {
    region,
    problem,
    client: (wanted) => {
      if (problem !== undefined) throw new Error(problem);
      if (endpoint === undefined) throw new Error("the endpoint is not known yet");
      return secretsManager({ endpoint, region: wanted || region, credentials });
    },
  };
}

/** The address of Secrets Manager; empty if none is configured, undefined if a preview does not know it yet. */
function configuredEndpoint(text: string): string | undefined {
  const endpoints = text === "" ? [] : fromJson(JSON.parse(text) as Json);
  if (containsUnknown(endpoints)) return undefined;
  const { list = [] } = plain({ list: endpoints });
  const given = asList(list).map((entry) => asText(at(entry, "secretsmanager")));
  const own = given.find((address) => address !== "");
  return own ?? (process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER || process.env.AWS_ENDPOINT_URL || "");
}

function endpointProblem(endpoint: string | undefined): string | undefined {
  if (endpoint === undefined) return undefined;
  if (endpoint === "") return `this stand-in for the AWS provider works with an emulator only: ${ADVICE}`;
  if (!URL.canParse(endpoint)) return `endpoint "${endpoint}" is not an address: ${ADVICE}`;
  const isAws = /(^|\.)(amazonaws\.com(\.cn)?|api\.aws)$/.test(new URL(endpoint).hostname);
  return isAws
    ? `this stand-in for the AWS provider does not work with AWS itself (${endpoint}): ${ADVICE}`
    : undefined;
}
