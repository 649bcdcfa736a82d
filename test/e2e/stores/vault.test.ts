import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { JsonObject } from "../../../src/core/json.ts";
import type { StoreStack } from "../support/store-stack.ts";
import { provesStore } from "../support/store-suite.ts";

describe("secrets kept in Vault", function () {
  this.timeout(600_000);
  provesStore({
    extras: ["--vault"],
    components: ["external-secrets"],
    settings: ({ vault }) => ({
      backend: "vault",
      server: vault?.address ?? "",
      prefix: "imprun/store",
      auth: { role: "platform" },
    }),
    give: async (stack) => {
      await tell(stack, "auth/kubernetes/role/platform", {
        bound_service_account_names: ["external-secrets"],
        bound_service_account_namespaces: ["external-secrets"],
      });
      const { code, stderr } = await stack.run("up", "--yes");
      assert.equal(code, 1);
      assert.match(stderr, /run: vault kv put -cas=0 -mount=secret imprun\/store\/imprun-github CLIENT_ID=@CLIENT_ID/);
      await put(stack);
    },
    environment: (stack) => ({ VAULT_TOKEN: token(stack) }),
    renewal: async (stack) => {
      await put(stack);
      return [];
    },
  });
});

/** Puts the given values where only a hand can put them. */
function put(stack: StoreStack): Promise<void> {
  const { githubClientId, githubClientSecret } = stack.given;
  const data = { CLIENT_ID: githubClientId, CLIENT_SECRET: githubClientSecret };
  return tell(stack, "secret/data/imprun/store/imprun-github", { data });
}

/** Writes to the Vault server, as its administrator does. */
async function tell(stack: StoreStack, path: string, body: JsonObject): Promise<void> {
  const { services } = stack;
  const { address } = services.vault ?? { address: "" };
  const response = await fetch(`${address}/v1/${path}`, {
    method: "POST",
    headers: { "x-vault-token": token(stack) },
    body: JSON.stringify(body),
  });
  assert.ok(response.ok, `${path}: ${response.status}`);
}

/** What the administrator signs in with. */
function token({ services }: StoreStack): string {
  return readFileSync(services.vault?.rootTokenFile ?? "", "utf8").trim();
}
