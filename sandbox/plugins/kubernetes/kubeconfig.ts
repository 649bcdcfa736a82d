import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { asList, asMap, asText, at, type Property, type PropertyMap } from "../protocol/property.ts";
import { fromJson } from "../protocol/wire.ts";

/** A kubeconfig and where it came from. */
export interface Kubeconfig {
  /** The parsed document. */
  document: PropertyMap;
  /** The file; undefined when the contents were given. Files named in it count from its directory. */
  file: string | undefined;
}

/** Which context and cluster to use instead of the kubeconfig's current ones. */
export interface Selection {
  context?: string | undefined;
  cluster?: string | undefined;
}

/** What a client needs to talk to an API server. */
export interface Connection {
  server: string;
  certificateAuthority: string | undefined;
  clientCertificate: string | undefined;
  clientKey: string | undefined;
  token: string | undefined;
  /** False when the kubeconfig says not to check the server's certificate. */
  verify: boolean;
  serverName: string | undefined;
  /** The context's namespace, `default` if it has none. */
  namespace: string;
}

function expandHome(path: string): string {
  if (path === "~") return homedir();
  return path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
}

/**
 * Reads a kubeconfig from a path (relative to the working directory) or from its contents.
 * Fails without showing contents, which hold keys.
 */
export function readKubeconfig(pathOrContents: string): Kubeconfig {
  const path = expandHome(pathOrContents);
  const isLine = !path.includes("\n");
  const file = isLine && existsSync(path) ? resolve(path) : undefined;
  const contents = file === undefined ? pathOrContents : readFileSync(file, "utf8");
  const document = parseDocument(contents);
  if (document !== undefined) return { document, file };
  const given = isLine && !path.startsWith("{") ? `"${path}" is neither a file nor` : "the given text is not";
  throw new Error(`${given} a kubeconfig (a YAML document with clusters and contexts)`);
}

function parseDocument(contents: string): PropertyMap | undefined {
  try {
    const document = asMap(fromJson(parse(contents)));
    return Object.keys(document).length > 0 ? document : undefined;
  } catch {
    return undefined;
  }
}

/** The kubeconfig of the surroundings: the first file in KUBECONFIG, else ~/.kube/config; undefined if none exists. */
export function ambientKubeconfig(): Kubeconfig | undefined {
  const listed = (process.env.KUBECONFIG ?? "").split(":").filter((path) => path !== "");
  const path = [...listed, join(homedir(), ".kube", "config")].find((candidate) => existsSync(candidate));
  return path === undefined ? undefined : readKubeconfig(path);
}

function named(config: Kubeconfig, list: string, name: string, key: string): PropertyMap | undefined {
  const entry = asList(config.document[list]).find((item) => at(item, "name") === name);
  return entry === undefined ? undefined : asMap(at(entry, key));
}

function activeContext(config: Kubeconfig, selection: Selection): PropertyMap | undefined {
  return named(config, "contexts", selection.context || asText(config.document["current-context"]), "context");
}

/** The entry of the cluster in use; undefined when the kubeconfig does not lead to one. */
export function activeCluster(config: Kubeconfig, selection: Selection): PropertyMap | undefined {
  const context = activeContext(config, selection);
  if (context === undefined) return undefined;
  return named(config, "clusters", selection.cluster || asText(context.cluster), "cluster");
}

function fileOrData(config: Kubeconfig, entry: PropertyMap, key: string): string | undefined {
  const data = asText(entry[`${key}-data`]);
  if (data !== "") return Buffer.from(data, "base64").toString();
  const path = asText(entry[key]);
  if (path === "") return undefined;
  return readFileSync(resolve(config.file === undefined ? "." : dirname(config.file), path), "utf8");
}

function token(config: Kubeconfig, user: PropertyMap): string | undefined {
  if (asText(user.token) !== "") return asText(user.token);
  return fileOrData(config, { file: user.tokenFile ?? null }, "file")?.trim();
}

function unsupported(user: PropertyMap): Property | undefined {
  return user.exec ?? user["auth-provider"] ?? user.username;
}

/** Follows context, cluster and user; fails naming what is missing. */
export function connection(config: Kubeconfig, selection: Selection): Connection {
  const context = activeContext(config, selection);
  const wanted = selection.context || asText(config.document["current-context"]);
  if (context === undefined) throw new Error(`context "${wanted}" does not exist in the kubeconfig`);
  const cluster = activeCluster(config, selection);
  if (cluster === undefined) {
    throw new Error(`cluster "${selection.cluster || asText(context.cluster)}" does not exist in the kubeconfig`);
  }
  const user = named(config, "users", asText(context.user), "user") ?? {};
  if (unsupported(user) !== undefined) {
    throw new Error(`user "${asText(context.user)}": this stand-in knows client certificates and tokens only`);
  }
  return {
    server: asText(cluster.server),
    certificateAuthority: fileOrData(config, cluster, "certificate-authority"),
    clientCertificate: fileOrData(config, user, "client-certificate"),
    clientKey: fileOrData(config, user, "client-key"),
    token: token(config, user),
    verify: cluster["insecure-skip-tls-verify"] !== true,
    serverName: asText(cluster["tls-server-name"]) || undefined,
    namespace: asText(context.namespace) || "default",
  };
}
