import { request } from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";
import { mapAt, textAt } from "../../../src/core/fields.ts";
import { isObject, type JsonObject } from "../../../src/core/json.ts";

/** What the API server said to an object. */
export interface Answer {
  readonly status: number;
  /** Why it was refused, if it was. */
  readonly message: string;
  /** What it warned of. */
  readonly warnings: readonly string[];
}

/** How paths name each kind of the fixtures. */
const plurals: Readonly<Record<string, string>> = { Ingress: "ingresses", NetworkPolicy: "networkpolicies" };

/** Sends an object to an API server, which judges it like any other and then forgets it; `as` may do everything under that name. */
export function ask(config: KubeConfig, object: JsonObject, as?: string): Promise<Answer> {
  const [apiVersion, kind] = [String(object.apiVersion), String(object.kind)];
  const namespace = textAt(object, "metadata", "namespace");
  const group = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const place = namespace === "" ? "" : `/namespaces/${namespace}`;
  const path = `${group}${place}/${plurals[kind] ?? `${kind.toLowerCase()}s`}?dryRun=All`;
  return send(config, "POST", path, object, as);
}

/** Adds the ephemeral containers of a pod to the one of its name, as `kubectl debug` does; it is judged, and forgotten. */
export function addContainers(config: KubeConfig, { metadata, spec }: JsonObject): Promise<Answer> {
  const { name, namespace } = mapAt(metadata);
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/ephemeralcontainers?dryRun=All`;
  const { ephemeralContainers = [] } = mapAt(spec);
  return send(config, "PATCH", path, { spec: { ephemeralContainers } });
}

/** What it warns of comes in headers. */
async function send(
  config: KubeConfig,
  method: "POST" | "PATCH",
  path: string,
  body: JsonObject,
  as?: string,
): Promise<Answer> {
  const type = method === "PATCH" ? "application/strategic-merge-patch+json" : "application/json";
  const name = as === undefined ? {} : { "Impersonate-User": as, "Impersonate-Group": "system:masters" };
  const options = { method, headers: { "Content-Type": type, ...name } };
  await config.applyToHTTPSOptions(options);
  return new Promise((resolve, reject) => {
    const call = request(new URL(path, config.getCurrentCluster()?.server), options, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => {
        const answer: unknown = JSON.parse(text);
        const message = isObject(answer) && answer.kind === "Status" ? String(answer.message) : "";
        const { warning = [] } = response.headers as { readonly warning?: string | readonly string[] };
        resolve({ status: response.statusCode ?? 0, message, warnings: [warning].flat() });
      });
    });
    call.on("error", reject).end(JSON.stringify(body));
  });
}
