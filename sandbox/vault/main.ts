import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import path from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { type Answer, type Asked, data, done, refusal } from "./answer.ts";
import { keyValues } from "./key-values.ts";
import { KubernetesAuth } from "./kubernetes-auth.ts";
import { StateFile } from "./state.ts";

// Stands in for a Vault server on loopback: key-value engine version 2 and login by Kubernetes ServiceAccounts. It has no
// policies: whoever has logged in may read and write all values; roles and mounts take the root token.
const [kubeconfig, port, folder] = process.argv.slice(2);
if (kubeconfig === undefined || port === undefined || folder === undefined) {
  throw new Error("usage: node sandbox/vault/main.ts <kubeconfig> <port> <folder with the root token>");
}

const config = new KubeConfig();
config.loadFromFile(kubeconfig);
const rootToken = readFileSync(path.join(folder, "root-token"), "utf8").trim();
const file = new StateFile(path.join(folder, "state.json"), rootToken);
const auth = new KubernetesAuth(config, file);

async function answer(asked: Asked): Promise<Answer> {
  const { path: route } = asked;
  const isRoot = asked.token === rootToken;
  if (route === "sys/health") return { status: 200, body: { initialized: true, sealed: false, version: "stand-in" } };
  if (route.startsWith("auth/") && !route.startsWith("auth/token/")) return auth.answer(asked, isRoot);
  if (!isRoot && !auth.knows(asked.token)) return refusal(403, "permission denied");
  if (route === "auth/token/lookup-self") return data({ policies: [isRoot ? "root" : "default"], ttl: 0 });
  if (route.startsWith("sys/")) return isRoot ? system(asked) : refusal(403, "permission denied");
  const mount = file.state.mounts.find((name) => route.startsWith(`${name}/`));
  if (mount === undefined) return refusal(404, `no handler for route "${route}"`);
  return keyValues(file, mount, asked);
}

function system({ method, path: route }: Asked): Answer {
  if (route === "sys/mounts" && method === "GET") {
    return data(Object.fromEntries(file.state.mounts.map((name) => [`${name}/`, { type: "kv" }])));
  }
  const mount = route.match(/^sys\/mounts\/(.+)$/)?.[1];
  if (mount !== undefined && method !== "GET") {
    file.state.mounts = [
      ...file.state.mounts.filter((name) => name !== mount),
      ...(method === "DELETE" ? [] : [mount]),
    ];
    file.save();
  }
  // Policies and methods of logging in are taken and not looked at.
  return done;
}

async function asked(request: IncomingMessage): Promise<Asked> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  const url = new URL(request.url ?? "/", "http://vault");
  return {
    method: request.method ?? "GET",
    path: decodeURIComponent(url.pathname)
      .replace(/^\/v1\//, "")
      .replace(/\/$/, ""),
    query: url.searchParams,
    body: text === "" ? {} : JSON.parse(text),
    token: request.headers["x-vault-token"]?.toString() ?? "",
  };
}

createServer((request, response) => {
  asked(request)
    .then(answer)
    .catch((error) => refusal(500, error instanceof Error ? error.message : String(error)))
    .then(({ status, body }) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    });
}).listen(Number(port), "127.0.0.1");
