import { MissingSecret, type Provider } from "./provider.ts";

const TIMEOUT_MS = 10_000;

/** How to reach a Vault server, and as whom. */
export interface VaultAccess {
  server: string;
  /** Where its key-value engine (version 2) is mounted. */
  mount: string;
  login: { token: string } | { mount: string; role: string; jwt: string };
}

/** A Vault server as a store. */
export function vaultProvider(access: VaultAccess): Provider {
  return {
    async validate() {
      await request(access, await token(access), "GET", "auth/token/lookup-self");
    },
    async read(key, version) {
      const query = version === undefined ? "" : `?version=${encodeURIComponent(version)}`;
      const { data } = await request(access, await token(access), "GET", `${access.mount}/data/${key}${query}`);
      return Buffer.from(JSON.stringify(data?.data ?? {}));
    },
    async write(key, value) {
      const data: unknown = JSON.parse(value.toString("utf8"));
      await request(access, await token(access), "POST", `${access.mount}/data/${key}`, { data });
    },
  };
}

async function token(access: VaultAccess): Promise<string> {
  if ("token" in access.login) return access.login.token;
  const { mount, role, jwt } = access.login;
  const { auth } = await request(access, undefined, "POST", `auth/${mount}/login`, { role, jwt });
  if (auth === undefined) throw new Error(`unable to log in with Kubernetes auth: no token for role ${role}`);
  return auth.client_token;
}

interface Answer {
  data?: { data?: Record<string, unknown> };
  auth?: { client_token: string };
  errors?: string[];
}

async function request(
  { server }: VaultAccess,
  token: string | undefined,
  method: "GET" | "POST",
  path: string,
  body?: object,
): Promise<Answer> {
  const url = new URL(`/v1/${path}`, server);
  const answer = await fetch(url, {
    method,
    headers: { "content-type": "application/json", ...(token !== undefined && { "x-vault-token": token }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await answer.text();
  if (answer.status === 404) throw new MissingSecret();
  const parsed: Answer = text === "" ? {} : JSON.parse(text);
  if (!answer.ok) throw new Error(`Vault answers ${answer.status}: ${(parsed.errors ?? []).join(", ")}`);
  return parsed;
}
