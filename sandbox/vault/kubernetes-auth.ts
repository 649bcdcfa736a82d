import { randomBytes } from "node:crypto";
import { AuthenticationV1Api, type KubeConfig } from "@kubernetes/client-node";
import { type Answer, type Asked, data, done, refusal } from "./answer.ts";
import type { Role, StateFile } from "./state.ts";

const MINUTES_20_S = 1200;

/** Logs ServiceAccounts in by their tokens, which the cluster itself is asked about. */
export class KubernetesAuth {
  private readonly api: AuthenticationV1Api;
  private readonly file: StateFile;
  private readonly tokens = new Set<string>();

  constructor(config: KubeConfig, file: StateFile) {
    this.api = config.makeApiClient(AuthenticationV1Api);
    this.file = file;
  }

  /** Whether somebody has got this token by logging in since the server started. */
  knows(token: string): boolean {
    return this.tokens.has(token);
  }

  /** Answers for `auth/<mount>/login`, `…/config` and `…/role/<name>`. */
  async answer(asked: Asked, isRoot: boolean): Promise<Answer> {
    const [, mount = "", action = "", name = ""] = asked.path.split("/");
    if (action === "login") return this.login(mount, asked.body);
    if (!isRoot) return refusal(403, "permission denied");
    if (action === "config") return done;
    if (action !== "role" || name === "") return refusal(404);
    const key = `${mount}/${name}`;
    if (asked.method === "GET") return this.shown(this.file.state.roles[key]);
    if (asked.method === "DELETE") delete this.file.state.roles[key];
    else this.file.state.roles[key] = roleFrom(asked.body);
    this.file.save();
    return done;
  }

  private shown(role: Role | undefined): Answer {
    if (role === undefined) return refusal(404);
    const { accounts, namespaces, audience } = role;
    return data({
      bound_service_account_names: accounts,
      bound_service_account_namespaces: namespaces,
      audience: audience ?? "",
    });
  }

  private async login(mount: string, { role: name, jwt }: Record<string, unknown>): Promise<Answer> {
    const role = this.file.state.roles[`${mount}/${name}`];
    if (role === undefined) return refusal(400, `invalid role name "${name}"`);
    const spec = { token: String(jwt), ...(role.audience !== undefined && { audiences: [role.audience] }) };
    const { status } = await this.api.createTokenReview({ body: { spec } });
    const [, , namespace = "", account = ""] = (status?.user?.username ?? "").split(":");
    if (!status?.authenticated || account === "") return refusal(403, "permission denied");
    if (!allows(role.accounts, account)) return refusal(403, "service account name not authorized");
    if (!allows(role.namespaces, namespace)) return refusal(403, "namespace not authorized");
    const token = `hvs.${randomBytes(18).toString("base64url")}`;
    this.tokens.add(token);
    const auth = { client_token: token, lease_duration: MINUTES_20_S, renewable: false, policies: ["default"] };
    return { status: 200, body: { auth } };
  }
}

function roleFrom(body: Record<string, unknown>): Role {
  const audience = body.audience;
  return {
    accounts: names(body.bound_service_account_names),
    namespaces: names(body.bound_service_account_namespaces),
    ...(typeof audience === "string" && audience !== "" && { audience }),
  };
}

function names(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === "string" ? value.split(",").map((name) => name.trim()) : [];
}

function allows(allowed: string[], name: string): boolean {
  return allowed.includes("*") || allowed.includes(name);
}
