import { type Credentials, signedHeaders } from "./signature.ts";

const TIMEOUT_MS = 15_000;

/** A tag of a resource, as AWS writes it. */
export interface Tag {
  Key: string;
  Value: string;
}

/** What DescribeSecret answers, as far as the sandbox reads it. */
export interface SecretDescription {
  ARN: string;
  Name: string;
  Description?: string;
  KmsKeyId?: string;
  Tags?: Tag[];
  /** Set once its deletion is scheduled. */
  DeletedDate?: number | string;
  /** Stages of each version. */
  VersionIdsToStages?: Record<string, string[]>;
}

/** What GetSecretValue answers. */
export interface SecretValue {
  ARN: string;
  VersionId: string;
  VersionStages?: string[];
  SecretString?: string;
  /** Base64. */
  SecretBinary?: string;
}

/** An error that the service answered with. */
export class ServiceError extends Error {
  /** The service's name for it, as in `ResourceNotFoundException`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

/** Where a Secrets Manager answers, and who asks. */
export interface Connection {
  endpoint: string;
  region: string;
  credentials: Credentials;
}

/** Calls an action of Secrets Manager ("DescribeSecret"). Throws a ServiceError with the service's code. */
export type SecretsManager = <Answer>(action: string, parameters: object) => Promise<Answer>;

/** A client for one endpoint. It never chooses an address itself: without an endpoint there is no client. */
export function secretsManager({ endpoint, region, credentials }: Connection): SecretsManager {
  const url = new URL(endpoint);
  return async <Answer>(action: string, parameters: object): Promise<Answer> => {
    const body = JSON.stringify(parameters);
    const plain = { "content-type": "application/x-amz-json-1.1", "x-amz-target": `secretsmanager.${action}` };
    const request = { method: "POST", url, headers: plain, body, region, service: "secretsmanager" };
    const { host: _, ...headers } = signedHeaders(request, credentials);
    const answer = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await answer.text();
    if (!answer.ok) throw serviceError(answer.status, text);
    return JSON.parse(text) as Answer;
  };
}

function serviceError(status: number, text: string): ServiceError {
  try {
    const { __type = "", message, Message }: { __type?: string; message?: string; Message?: string } = JSON.parse(text);
    return new ServiceError(__type.split("#").at(-1) || `HTTP ${status}`, message ?? Message ?? "");
  } catch {
    return new ServiceError(`HTTP ${status}`, "an answer that is not JSON");
  }
}

/** Whether the error says that there is no such secret, or no such version of it. */
export function isMissing(error: unknown): boolean {
  return error instanceof ServiceError && error.code === "ResourceNotFoundException";
}
