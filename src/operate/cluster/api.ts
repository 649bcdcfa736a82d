import { request as plainRequest } from "node:http";
import { Agent, type RequestOptions, request } from "node:https";
import { isObject, type JsonObject } from "../../core/json.ts";
import type { Cluster } from "./cluster.ts";

/** What an API server answered. */
export interface Answer {
  /** HTTP status. */
  readonly status: number;
  readonly body: JsonObject;
}

/** One question to an API server. */
export interface Question {
  readonly method?: "GET" | "PATCH";
  /** Path with its query, such as `/api/v1/namespaces`. */
  readonly path: string;
  readonly accept?: string;
  /** An object to apply; sent as JSON, which is YAML. */
  readonly apply?: JsonObject;
}

/** Connections at a time. */
export const connections = 16;

/** The way to an API server for many small questions: connections are kept, and credentials are made once. */
export class Api {
  private readonly agent: Agent;
  private readonly options: RequestOptions;
  private readonly server: URL;

  private constructor(server: string, options: RequestOptions) {
    this.server = new URL(server);
    this.options = options;
    const { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername } = options;
    this.agent = new Agent({
      keepAlive: true,
      maxSockets: connections,
      ca,
      cert,
      key,
      pfx,
      passphrase,
      rejectUnauthorized,
      servername,
    });
  }

  /** Opens the way to a cluster, with its kubeconfig's credentials. */
  static async to({ config, server }: Pick<Cluster, "config" | "server">): Promise<Api> {
    const options: RequestOptions = {};
    await config.applyToHTTPSOptions(options);
    return new Api(server, options);
  }

  /** Asks one question. @throws Error if there is no answer. */
  ask({ method = "GET", path, accept = "application/json", apply }: Question): Promise<Answer> {
    const { headers, auth } = this.options;
    const url = new URL(this.server.pathname.replace(/\/$/, "") + path, this.server);
    const options = {
      method,
      auth: auth ?? undefined,
      headers: {
        ...headers,
        accept,
        ...(apply === undefined ? {} : { "content-type": "application/apply-patch+yaml" }),
      },
    };
    return new Promise((resolve, reject) => {
      const secure = url.protocol === "https:";
      const asked = secure ? request(url, { ...options, agent: this.agent }) : plainRequest(url, options);
      asked.on("error", reject).on("response", (response) => {
        const chunks: Buffer[] = [];
        response
          .on("error", reject)
          .on("data", (chunk: Buffer) => chunks.push(chunk))
          .on("end", () =>
            resolve({ status: response.statusCode ?? 0, body: parsed(Buffer.concat(chunks).toString()) }),
          );
      });
      asked.setTimeout(30_000, () => asked.destroy(new Error("no answer within 30 s")));
      asked.end(apply === undefined ? undefined : JSON.stringify(apply));
    });
  }

  /** Ends the connections. */
  close(): void {
    this.agent.destroy();
  }
}

/** An answer's object; one that is no JSON, as of a proxy, becomes its message. */
function parsed(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : { message: text };
  } catch {
    return { message: text.slice(0, 200) };
  }
}
