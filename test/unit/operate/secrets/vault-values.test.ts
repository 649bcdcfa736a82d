import { deepEqual, equal, rejects } from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { KubeConfig } from "@kubernetes/client-node";
import type { Context } from "../../../../src/operate/context.ts";
import { requireInVault, vaultNeeds } from "../../../../src/operate/secrets/vault-values.ts";
import { planEnvironment } from "../../../../src/plan/plan.ts";
import { settingsFor } from "../../../support/environment.ts";
import { storeApp, stores } from "../../../support/store-app.ts";

/** What Vault answers when it is asked for the names of the values of `web-database`, by status. */
type Answer = readonly [status: number, body: object];

const put = "vault kv put -cas=0 -mount=secret demo/test/web-database client.id=@client.id";
const told = (what: string, run: string) =>
  `web/web-database: client.id ${what}, below 'demo/test/web-database'; each from a file of that name, without a line's end\n  run: ${run}`;

function decided(server = "https://vault.example.com") {
  const settings = settingsFor({ ...stores.vault, secrets: { ...stores.vault.secrets, server }, apps: storeApp });
  return { project: "demo", settings, plan: planEnvironment(settings) };
}

/** A cluster in whose Secret of the app there are the given keys. */
function clusterWith(...keys: readonly string[]) {
  const config = new KubeConfig();
  const metadata = { name: "web-database", namespace: "web", creationTimestamp: new Date() };
  const data = Object.fromEntries(keys.map((key) => [key, ""]));
  const listNamespacedSecret = async () => ({ items: [{ metadata, data }] });
  const client = { listNamespacedSecret, listNamespacedConfigMap: async () => ({ items: [] }) };
  config.makeApiClient = (() => client) as object as typeof config.makeApiClient;
  return { config, server: "", version: "" };
}

describe("given values in Vault", () => {
  const before = process.env.VAULT_TOKEN;
  let vault: Server;
  let answer: Answer;
  const asked: string[] = [];
  const said: string[] = [];

  beforeEach(async () => {
    vault = createServer((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers["x-vault-token"]}`);
      response.writeHead(answer[0], { "content-type": "application/json" }).end(JSON.stringify(answer[1]));
    });
    await new Promise<void>((resolve) => vault.listen(0, "127.0.0.1", resolve));
    process.env.VAULT_TOKEN = "a-token";
    asked.length = 0;
    said.length = 0;
  });
  afterEach(async () => {
    vault.closeAllConnections();
    await new Promise((resolve) => vault.close(resolve));
    if (before === undefined) delete process.env.VAULT_TOKEN;
    else process.env.VAULT_TOKEN = before;
  });

  const address = () => `http://127.0.0.1:${(vault.address() as AddressInfo).port}`;
  const look = (...keys: readonly string[]) => {
    const terminal = { coloured: false, interactive: false, say: (line: string) => void said.push(line) };
    const context = { terminal, signal: new AbortController().signal } as Context;
    return requireInVault(context, decided(address()), clusterWith(...keys));
  };
  const subkeys = (...keys: readonly string[]): Answer => [
    200,
    { data: { subkeys: Object.fromEntries(keys.map((key) => [key, null])) } },
  ];

  it("are told by the plan, with one command for each Secret; elsewhere there are none", () => {
    const [need, ...others] = vaultNeeds(decided());
    deepEqual(others, []);
    equal(`${need?.path}: ${need?.message}\n  run: ${need?.fix}`, told("has to be in Vault", put));
    const settings = settingsFor({ ...stores.pulumi, apps: storeApp });
    deepEqual(vaultNeeds({ project: "demo", settings, plan: planEnvironment(settings) }), []);
  });

  it("stop an up where Vault says that they are not there, and are asked for by name only", async () => {
    answer = [404, { errors: [] }];
    await rejects(look(), (error: Error) => {
      equal(
        error.message.replaceAll(/^ {2}/gm, ""),
        `Given secrets are not in Vault, and nothing was changed.\n${told("is not in Vault", put)}`,
      );
      return true;
    });
    deepEqual(asked, ["GET /v1/secret/subkeys/demo/test/web-database?depth=1 a-token"]);
  });

  it("are added to what is there, which stays", async () => {
    answer = subkeys("password-1");
    await rejects(look(), /run: vault kv patch -mount=secret demo\/test\/web-database client\.id=@client\.id$/);
  });

  it("let an up go on where they are there", async () => {
    answer = subkeys("client.id", "password-1");
    await look();
    deepEqual(said, []);
  });

  it("are said to have to be there where Vault cannot be asked, until the cluster has them", async () => {
    answer = [403, { errors: ["permission denied"] }];
    const silent: readonly Answer[] = [answer, [404, { errors: ["no handler for route"] }]];
    for (answer of silent) {
      said.length = 0;
      await look("password");
      equal(said.length, 2);
      equal(said[1], told("has to be in Vault", put));
    }
    delete process.env.VAULT_TOKEN;
    said.length = asked.length = 0;
    await look("password");
    equal(said[1], told("has to be in Vault", put));
    deepEqual(asked, []);
    said.length = 0;
    await look("password", "client.id", "url");
    deepEqual(said, []);
  });
});
