import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { KubeConfig } from "@kubernetes/client-node";
import { stringify } from "yaml";
import { bringKinds } from "../../../../src/operate/charts/bring-kinds.ts";
import type { ChartSource } from "../../../../src/plan/releases.ts";
import { planned } from "../records.ts";

const crd = (name: string) => ({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name },
});
const kindsPath = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** Helm's record of release `shop` with a chart of the given version, as the API server lists it. */
function recordOf(version: string) {
  const chart = { metadata: { name: "shop", version } };
  const info = { status: "deployed", last_deployed: "2026-01-01T12:00:00Z" };
  const record = { name: "shop", namespace: "apps", version: 1, info, chart, manifest: "" };
  const packed = gzipSync(JSON.stringify(record)).toString("base64");
  return { data: { release: Buffer.from(packed).toString("base64") } };
}

describe("kinds of a newer chart", () => {
  let directory: string;
  let server: Server;
  let installed: string | undefined;
  /** Generations of kinds before and after they are applied. */
  let generations: readonly [number, number];
  let refusal: string | undefined;
  const asked: string[] = [];

  before(() => {
    directory = mkdtempSync(join(tmpdir(), "kinds-test-"));
    const files = {
      "shop/Chart.yaml": stringify({ apiVersion: "v2", name: "shop", version: "1.2.0" }),
      "shop/crds/orders.yaml": `${stringify(crd("orders.example.com"))}---\n${stringify(crd("carts.example.com"))}`,
      "shop/crds/README.md": "No kind.",
      "shop/charts/other/Chart.yaml": stringify({ apiVersion: "v2", name: "other", version: "1.0.0" }),
      "shop/charts/other/crds/others.yaml": stringify(crd("others.example.com")),
    };
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, file)), { recursive: true });
      writeFileSync(join(directory, file), text);
    }
    mkdirSync(join(directory, "src"));
    execFileSync("tar", ["-czf", "shop-1.2.0.tgz", "shop"], { cwd: directory });
  });
  after(() => rmSync(directory, { recursive: true }));

  beforeEach(async () => {
    [installed, generations, refusal, asked.length] = ["1.1.0", [1, 2], undefined, 0];
    server = createServer((request, response) => {
      const { method = "", url = "" } = request;
      asked.push(`${method} ${url}`);
      const applied = method === "PATCH";
      const listed = { items: installed === undefined ? [] : [recordOf(installed)] };
      const kind = { metadata: { generation: generations[applied ? 1 : 0] } };
      const refused = applied && refusal !== undefined;
      const body = refused ? { message: refusal } : url.startsWith(kindsPath) ? kind : listed;
      response.writeHead(refused ? 422 : 200).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const bring = (chart: Partial<Extract<ChartSource, { kind: "archive" }>> = {}) => {
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const config = new KubeConfig();
    config.loadFromClusterAndUser({ name: "shop", server: address, skipTLSVerify: true }, { name: "shop" });
    const source = {
      kind: "archive",
      name: "shop",
      version: "1.2.0",
      path: "../shop-1.2.0.tgz",
      repository: "",
      ...chart,
    };
    const release = planned({ chart: source as ChartSource });
    return bringKinds(directory, { releases: [release] }, { config, server: address, version: "" });
  };
  const applied = () => asked.filter((question) => question.startsWith("PATCH"));

  it("are applied before its release, those of its own folder alone, and told if they changed", async () => {
    deepEqual(await bring(), [
      "2 kinds of release 'shop' brought from 1.1.0 to 1.2.0: orders.example.com, carts.example.com.",
    ]);
    deepEqual(
      applied(),
      ["orders", "carts"].map((name) => `PATCH ${kindsPath}/${name}.example.com?fieldManager=helm&force=true`),
    );
  });

  it("are not told of where they are the same", async () => {
    generations = [3, 3];
    deepEqual(await bring(), []);
    equal(applied().length, 2);
  });

  it("are left alone by a first install, which Helm makes them in, by the same chart, and by an older one", async () => {
    for (const version of [undefined, "1.2.0", "1.3.0"]) {
      installed = version;
      deepEqual(await bring(), []);
    }
    deepEqual(applied(), []);
  });

  it("are not looked for in a chart of this repository, whose kinds are templates or none", async () => {
    const release = planned();
    const nowhere = { config: new KubeConfig(), server: "http://127.0.0.1:1", version: "" };
    deepEqual(await bringKinds(directory, { releases: [release] }, nowhere), []);
  });

  it("stop an up that the API server refuses them in, with its words", async () => {
    refusal = "a stored version may not go";
    await rejects(bring(), (error: Error) => {
      match(error.message, /^A kind was refused.*\n {2}shop: orders\.example\.com: a stored version may not go$/);
      return true;
    });
    equal(applied().length, 1);
  });
});
