import type { Environment } from "../../config/environment-schema.ts";
import { listAt, mapAt } from "../../core/fields.ts";
import { formatProblem, type Problem, UserError } from "../../core/problem.ts";
import { addCommand, type GivenInVault, givenInVault, putCommand } from "../../plan/stores/vault-by-hand.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { Context, Decided } from "../context.ts";
import { ask } from "../registry/ask.ts";
import { readSecretStatuses } from "./secret-status.ts";

type Store = Environment["secrets"];

/** How long Vault may take to answer, in seconds. */
const seconds = 10;

/** What has to be in Vault before an `up`, each Secret with the command that puts it there; nothing where values are kept elsewhere. */
export function vaultNeeds({ settings, plan }: Decided): readonly Problem[] {
  return givenInVault(settings.environment.secrets, plan.secrets).map((given) => need(given, "has to be in Vault"));
}

/**
 * Makes sure that the given values are in Vault, where `VAULT_TOKEN` lets us ask for their names. Where it does not, and the cluster
 * has not had them yet, it says what has to be there.
 * @throws UserError with those that are not there, and the commands that put them there.
 */
export async function requireInVault(context: Context, { settings, plan }: Decided, cluster: Cluster): Promise<void> {
  const store = settings.environment.secrets;
  const wanted = givenInVault(store, plan.secrets);
  if (wanted.length === 0) return;
  const answers = await Promise.all(
    wanted.map(async (given) => ({ given, held: await heldKeys(context, store, given) })),
  );
  const missing = answers.flatMap(({ given, held }) => {
    const keys = given.keys.filter((key) => held !== undefined && !held.includes(key));
    return keys.length === 0 ? [] : [need({ ...given, keys }, "is not in Vault", held)];
  });
  if (missing.length > 0) throw new UserError("Given secrets are not in Vault, and nothing was changed.", missing);
  const unasked = answers.filter(({ held }) => held === undefined).map(({ given }) => given);
  if (unasked.length === 0) return;
  const statuses = await readSecretStatuses(cluster, plan.secrets);
  const brought = ({ secret, keys }: GivenInVault) =>
    statuses.some(
      (one) =>
        one.name === secret.name &&
        one.namespace === secret.namespace &&
        !keys.some((key) => one.missing.includes(key)),
    );
  const doubtful = unasked.filter((given) => !brought(given));
  if (doubtful.length === 0) return;
  context.terminal.say(
    "Vault was not asked (VAULT_TOKEN is not set, or may not read); up waits for what is not there:",
  );
  for (const given of doubtful) context.terminal.say(formatProblem(need(given, "has to be in Vault")));
}

function need(given: GivenInVault, message: string, held: readonly string[] = []): Problem {
  const { secret, path, keys } = given;
  return {
    path: `${secret.namespace}/${secret.name}`,
    message: `${keys.join(", ")} ${message}, below '${path}'; each from a file of that name, without a line's end`,
    fix: held.length === 0 ? putCommand(given) : addCommand(given),
  };
}

/** The names of the values that Vault holds for a Secret; nothing if it does not tell. */
async function heldKeys(
  { signal }: Context,
  store: Store,
  { path }: GivenInVault,
): Promise<readonly string[] | undefined> {
  const token = process.env.VAULT_TOKEN ?? "";
  if (store.backend !== "vault" || token === "") return undefined;
  const url = `${store.server.replace(/\/$/, "")}/v1/${store.mount}/subkeys/${path}?depth=1`;
  try {
    const response = await ask(url, { method: "GET", headers: { "x-vault-token": token } }, { seconds, signal });
    const body: unknown = await response.json().catch(() => ({}));
    // Where nothing lies, Vault complains about nothing; what it cannot tell, it says.
    const absent = response.status === 404 && listAt(body, "errors").length === 0;
    return response.ok || absent ? Object.keys(mapAt(body, "data", "subkeys")) : undefined;
  } catch (error) {
    if (error instanceof UserError) throw error;
    return undefined;
  }
}
