import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { certificateFile, serverAddress } from "./credentials.ts";
import type { Sandbox } from "./record.ts";

const TIMEOUT_MS = 5_000;

/** An answer of the API server. */
export interface Answer {
  /** HTTP status; 0 if there was no answer at all. */
  status: number;
  body: string;
}

/** Asks the sandbox's API server as its administrator. Never throws: no answer has status 0 and says why. */
export type ApiClient = (method: "GET" | "POST", path: string, body?: object) => Promise<Answer>;

/** A client for the API server on this port. It holds no connection open at the end of the command. */
export function apiClient(sandbox: Sandbox, port: number): ApiClient {
  const agent = new Agent({
    keepAlive: true,
    ca: readFileSync(certificateFile(sandbox, "ca", "crt")),
    cert: readFileSync(certificateFile(sandbox, "admin", "crt")),
    key: readFileSync(certificateFile(sandbox, "admin", "key")),
  });
  return (method, path, body) =>
    new Promise((resolve) => {
      const headers = { "content-type": "application/json" };
      const options = { method, agent, headers, timeout: TIMEOUT_MS };
      const call = request(serverAddress(port) + path, options, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
        response.on("error", (error) => resolve({ status: 0, body: error.message }));
      });
      call.on("timeout", () => call.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} seconds`)));
      call.on("error", (error) => resolve({ status: 0, body: error.message }));
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
}
