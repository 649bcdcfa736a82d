import { deepEqual, equal } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { askTarget } from "../../../../src/operate/render/target.ts";
import { planFor } from "../../../support/environment.ts";

describe("a cluster that is asked what a rendering has to know", () => {
  let folder: string;
  let server: Server;
  let forbidden: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "target-"));
    forbidden = "";
    const agents = { metadata: { name: "agent", namespace: "kube-system" }, status: { desiredNumberScheduled: 7 } };
    const answers: Readonly<Record<string, object>> = {
      "/version": { gitVersion: "v1.36.3", major: "1", minor: "36" },
      "/apis/apps/v1/daemonsets": { items: [agents] },
    };
    server = createServer(({ url = "" }, response) => {
      response.writeHead(url === forbidden ? 403 : 200, { "content-type": "application/json" });
      response.end(JSON.stringify(answers[url] ?? { items: [] }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const kubeconfig = {
      clusters: [{ name: "shop", cluster: { server: `http://127.0.0.1:${port}`, "insecure-skip-tls-verify": true } }],
      users: [{ name: "me", user: {} }],
      contexts: [{ name: "shop", context: { cluster: "shop", user: "me" } }],
    };
    writeFileSync(join(folder, "kubeconfig"), JSON.stringify(kubeconfig));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
    server.close();
  });

  async function ask() {
    const plan = planFor({ cluster: { kind: "kubeconfig", context: "shop", path: join(folder, "kubeconfig") } });
    const asked = await askTarget({ directory: folder }, { plan });
    asked.api.close();
    return asked;
  }

  it("says how many pods each DaemonSet has", async () => {
    const { capabilities, scheduled } = await ask();
    equal(capabilities.kubernetesVersion, "1.36.3");
    deepEqual([...(scheduled ?? [])], [["kube-system/DaemonSet.apps/agent", 7]]);
  });

  it("may keep that from an account, which then does not know", async () => {
    forbidden = "/apis/apps/v1/daemonsets";
    equal((await ask()).scheduled, undefined);
  });
});
