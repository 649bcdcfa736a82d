import { type IncomingMessage, Agent as PlainAgent, request as plainRequest } from "node:http";
import { Agent, type RequestOptions, request as tlsRequest } from "node:https";
import { asMap, asNumber, asText, type PropertyMap } from "../protocol/property.ts";
import { fromJson, type Json, toJson } from "../protocol/wire.ts";
import type { Connection } from "./kubeconfig.ts";

/** The API server refused a request. */
export class ApiError extends Error {
  /** The HTTP status, e.g. 404. */
  readonly status: number;
  /** The server's reason, e.g. `AlreadyExists`; empty when it gave none. */
  readonly reason: string;

  constructor(message: string, status: number, reason: string) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}

/** The API server could not be reached at all. */
export class UnreachableError extends Error {}

/** Whether the server says that the object (or the kind) does not exist. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

/** How to send a request. */
export interface RequestDetails {
  query?: Record<string, string>;
  body?: PropertyMap | Json[];
  /** Defaults to JSON. */
  contentType?: string;
  accept?: string;
  signal?: AbortSignal;
  /** Milliseconds; default 60 000. */
  timeout?: number;
}

const patchTypes = {
  apply: "application/apply-patch+yaml",
  json: "application/json-patch+json",
};

/** A client for one API server over connections that are kept open. */
export class ApiServer {
  /** The server's URL. */
  readonly url: string;
  #options: RequestOptions;
  #secure: boolean;

  constructor(connection: Connection) {
    this.url = connection.server;
    this.#secure = connection.server.startsWith("https:");
    const agent = { keepAlive: true, maxSockets: 20 };
    this.#options = {
      agent: this.#secure ? new Agent(agent) : new PlainAgent(agent),
      ca: connection.certificateAuthority,
      cert: connection.clientCertificate,
      key: connection.clientKey,
      rejectUnauthorized: connection.verify,
      servername: connection.serverName,
      headers: connection.token === undefined ? {} : { authorization: `Bearer ${connection.token}` },
    };
  }

  /** Reads an object or list. */
  get(path: string, details: RequestDetails = {}): Promise<PropertyMap> {
    return this.#send("GET", path, details);
  }

  /** Creates an object. */
  post(path: string, body: PropertyMap, query: Record<string, string>): Promise<PropertyMap> {
    return this.#send("POST", path, { body, query });
  }

  /** Replaces an object. */
  put(path: string, body: PropertyMap, query: Record<string, string>): Promise<PropertyMap> {
    return this.#send("PUT", path, { body, query });
  }

  /** Applies an object on the server's side, or patches it by a list of JSON patch operations. */
  patch(
    path: string,
    type: keyof typeof patchTypes,
    body: PropertyMap | Json[],
    query: Record<string, string> = {},
  ): Promise<PropertyMap> {
    return this.#send("PATCH", path, { body, query, contentType: patchTypes[type] });
  }

  /** Starts a deletion; the object may stay until its finalizers are done. */
  delete(path: string, body: PropertyMap): Promise<PropertyMap> {
    return this.#send("DELETE", path, { body });
  }

  async #send(method: string, path: string, details: RequestDetails): Promise<PropertyMap> {
    const { status, text } = await this.#exchange(method, path, details);
    const answer = asMap(fromJson(parseJson(text)));
    if (status < 300) return answer;
    const message = asText(answer.message) || `the API server answered ${status} to ${method} ${path}`;
    throw new ApiError(message, asNumber(answer.code) || status, asText(answer.reason));
  }

  #exchange(method: string, path: string, details: RequestDetails): Promise<{ status: number; text: string }> {
    const url = new URL(path, this.url);
    for (const [name, value] of Object.entries(details.query ?? {})) url.searchParams.set(name, value);
    const payload = details.body === undefined ? undefined : JSON.stringify(serialise(details.body));
    const headers: Record<string, string> = { accept: details.accept ?? "application/json" };
    if (payload !== undefined) {
      headers["content-type"] = details.contentType ?? "application/json";
      headers["content-length"] = String(Buffer.byteLength(payload));
    }
    const options: RequestOptions = {
      ...this.#options,
      method,
      headers: { ...this.#options.headers, ...headers },
      timeout: details.timeout ?? 60_000,
    };
    if (details.signal !== undefined) options.signal = details.signal;
    return new Promise((resolve, reject) => {
      const send = this.#secure ? tlsRequest : plainRequest;
      const request = send(url, options, (response) => collect(response).then(resolve, reject));
      request.on("timeout", () => request.destroy(new Error("no answer in time")));
      request.on("error", (error: NodeJS.ErrnoException) => reject(this.#unreachable(error)));
      request.end(payload);
    });
  }

  #unreachable(error: NodeJS.ErrnoException): Error {
    return new UnreachableError(`${this.url} is unreachable: ${error.code ?? error.message}`);
  }
}

function serialise(body: PropertyMap | Json[]): Json {
  return Array.isArray(body) ? body : toJson(body);
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return { message: text.trim().slice(0, 500) };
  }
}

async function collect(response: IncomingMessage): Promise<{ status: number; text: string }> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() };
}
