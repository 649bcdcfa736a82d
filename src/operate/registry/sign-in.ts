import { z } from "zod";
import { isLoopback } from "../network/loopback.ts";
import { type Asked, ask } from "./ask.ts";
import type { Credentials } from "./credentials.ts";

/** What a registry asks for, and what there is to answer it with. */
export interface SignIn {
  /** The registry's `WWW-Authenticate`. */
  readonly challenge: string;
  /** Nothing: a token is asked for without a name, which public images need no more than. */
  readonly credentials: Credentials | undefined;
  readonly repository: string;
}

const token = z.union([
  z.object({ access_token: z.string() }).transform((answer) => answer.access_token),
  z.object({ token: z.string() }).transform((answer) => answer.token),
]);

/**
 * The `Authorization` that a registry wants for reading one repository; nothing if it does not let us in.
 * @throws Error if it cannot be asked, or wants to be answered in a way that is not known or not safe.
 */
export async function authorizationFor(
  { challenge, credentials, repository }: SignIn,
  how: Asked,
): Promise<string | undefined> {
  const [, scheme = "", words = ""] = /^\s*(\w+)\s*(.*)$/.exec(challenge) ?? [];
  if (scheme.toLowerCase() === "basic") return credentials?.kind === "password" ? basic(credentials) : undefined;
  if (scheme.toLowerCase() !== "bearer") throw new Error(`the registry asks for '${scheme}', which is not known here`);
  const wanted = Object.fromEntries([...words.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]));
  const { realm = "", service = "", scope = `repository:${repository}:pull` } = wanted;
  if (!realm.startsWith("https://") && !(realm.startsWith("http://") && isLoopback(realm)))
    throw new Error(`the registry asks for a token of '${realm}', which is not https://`);
  const answer = await askForToken(realm, { service, scope }, credentials, how);
  if ([400, 401, 403].includes(answer.status)) return undefined;
  if (!answer.ok)
    throw new Error(`${new URL(realm).host}, which gives tokens, answers with status code ${answer.status}`);
  return `Bearer ${token.parse(await answer.json())}`;
}

function askForToken(
  realm: string,
  query: { readonly service: string; readonly scope: string },
  credentials: Credentials | undefined,
  how: Asked,
): Promise<Response> {
  if (credentials?.kind === "identity") {
    const form = { ...query, grant_type: "refresh_token", client_id: "platform", refresh_token: credentials.token };
    return ask(realm, { method: "POST", headers: {}, body: new URLSearchParams(form) }, how);
  }
  const url = new URL(realm);
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
  const headers = credentials === undefined ? {} : { authorization: basic(credentials) };
  return ask(url.href, { method: "GET", headers }, how);
}

function basic({ username, password }: Extract<Credentials, { readonly kind: "password" }>): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}
