import { rejects } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reachCluster } from "../../../../src/operate/cluster/cluster.ts";

describe("a cluster that cannot be reached is named, with why", () => {
  const own = process.env.KUBECONFIG;
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "kubeconfig-"));
    file = join(folder, "config");
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
    if (own === undefined) delete process.env.KUBECONFIG;
    else process.env.KUBECONFIG = own;
  });

  /** Reaches `shop` by a kubeconfig that the stack file names, or that is the user's own. */
  function isRefused(why: string, { kubeconfig }: { readonly kubeconfig?: string }): Promise<void> {
    const plan = {
      kind: "kubeconfig" as const,
      identifier: "shop",
      context: "shop",
      ...(kubeconfig ? { kubeconfig } : {}),
    };
    const message = `The cluster cannot be reached, and nothing was planned or changed.\n  cluster shop: ${why}\n    run: kubectl --context shop version`;
    return rejects(reachCluster(plan, folder), { name: "UserError", message });
  }

  it("if KUBECONFIG leads nowhere", async () => {
    process.env.KUBECONFIG = file;
    const why = `ENOENT: no such file or directory, open '${file}'`;
    await isRefused(`the kubeconfig ${file} cannot be read: ${why}`, {});
  });

  it("if its kubeconfig is not there", () => isRefused(`there is no kubeconfig ${file}`, { kubeconfig: file }));

  it("if its kubeconfig is no YAML", async () => {
    writeFileSync(file, "clusters: [\n");
    process.env.KUBECONFIG = file;
    for (const given of [{}, { kubeconfig: file }])
      await isRefused(`the kubeconfig ${file} cannot be read: deficient indentation (2:1)`, given);
  });

  it("if the context's cluster is missing", async () => {
    const kubeconfig = {
      clusters: [],
      users: [],
      contexts: [{ name: "shop", context: { cluster: "gone", user: "me" } }],
    };
    writeFileSync(file, JSON.stringify(kubeconfig));
    await isRefused("the kubeconfig has no cluster for context 'shop'", { kubeconfig: file });
  });
});
