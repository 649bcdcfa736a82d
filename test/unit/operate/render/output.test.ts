import { deepEqual, equal, rejects } from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileNames, writeFolder } from "../../../../src/operate/render/output.ts";

describe("a folder of rendered objects", () => {
  let folder: string;

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), "out-")), "prod");
  });

  afterEach(() => rmSync(join(folder, ".."), { recursive: true }));

  const object = (id: string) => ({ id, object: { kind: "ConfigMap", apiVersion: "v1", metadata: { name: id } } });

  it("has one file for each object, named by it", () => {
    const ids = ["shop/ConfigMap/web", "Namespace/shop", "ClusterRole/system:reader", "ClusterRole/system_reader"];
    deepEqual(
      [...fileNames(ids.map(object)).keys()],
      [
        "shop/configmap-web.yaml",
        "cluster/namespace-shop.yaml",
        "cluster/clusterrole-system_reader.yaml",
        "cluster/clusterrole-system_reader-2.yaml",
      ],
    );
  });

  it("is written once, and afterwards only what has changed", async () => {
    const objects = [object("shop/ConfigMap/a"), object("shop/ConfigMap/b")];
    deepEqual(await writeFolder(folder, objects), { written: 2, removed: 0 });
    equal(
      readFileSync(join(folder, "shop/configmap-a.yaml"), "utf8"),
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop/ConfigMap/a\n",
    );
    deepEqual(await writeFolder(folder, objects), { written: 0, removed: 0 });
  });

  it("loses what is no longer wanted, and nothing that somebody else put there", async () => {
    await writeFolder(folder, [object("shop/ConfigMap/a"), object("shop/ConfigMap/b")]);
    writeFileSync(join(folder, "shop", "notes.txt"), "mine");
    deepEqual(await writeFolder(folder, [object("shop/ConfigMap/b")]), { written: 0, removed: 1 });
    deepEqual(readdirSync(join(folder, "shop")).sort(), ["configmap-b.yaml", "notes.txt"]);
  });

  it("is refused if it holds something that this command did not write", async () => {
    const foreign = mkdtempSync(join(tmpdir(), "foreign-"));
    writeFileSync(join(foreign, "thesis.txt"), "mine");
    await rejects(() => writeFolder(foreign, [object("shop/ConfigMap/a")]), {
      message: `Nothing was written.\n  ${foreign}: is not empty, and was not written by this command; name an empty folder, or one that is not there yet`,
    });
    deepEqual(readdirSync(foreign), ["thesis.txt"]);
    rmSync(foreign, { recursive: true });
  });

  it("never reaches beyond itself, whatever its list says", async () => {
    await writeFolder(folder, [object("shop/ConfigMap/a")]);
    const outside = join(folder, "..", "outside.txt");
    writeFileSync(outside, "mine");
    writeFileSync(join(folder, ".rendered"), `../outside.txt\n${outside}\nshop/configmap-a.yaml\n`);
    await writeFolder(folder, []);
    equal(existsSync(outside), true);
    equal(existsSync(join(folder, "shop/configmap-a.yaml")), false);
  });
});
