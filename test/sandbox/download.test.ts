import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { TOOLS } from "../../sandbox/tools/catalog.ts";
import { downloadRelease } from "../../sandbox/tools/download.ts";
import { reachable } from "../../sandbox/tools/network.ts";

describe("official downloads", () => {
  const files = new Map<string, Buffer | string>();
  let server: Server;
  let base: string;
  let folder: string;

  before(async () => {
    server = createServer((request, response) => {
      const content = files.get(request.url ?? "");
      response.statusCode = content === undefined ? 404 : 200;
      response.end(content);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    assert.ok(address !== null && typeof address !== "string");
    base = `http://127.0.0.1:${address.port}`;
  });
  beforeEach(() => {
    files.clear();
    folder = mkdtempSync(path.join(tmpdir(), "sandbox-download-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  after(() => server.close());

  const sha256 = (content: Buffer | string) => createHash("sha256").update(content).digest("hex");
  const release = (file: string, form: "sums" | "github-release" = "sums") => ({
    url: `${base}/${file}`,
    checksum: { url: `${base}/sums`, form },
  });

  it("a program whose checksum is published is kept, ready to run", async () => {
    files.set("/tool", "#!/bin/sh\necho fine\n");
    for (const sums of [
      sha256("#!/bin/sh\necho fine\n"),
      `${"0".repeat(64)}  other\n${sha256("#!/bin/sh\necho fine\n")}  tool\n`,
    ]) {
      files.set("/sums", sums);
      const program = await downloadRelease(release("tool"), folder);
      assert.equal(execFileSync(program, { encoding: "utf8" }), "fine\n");
    }
  });

  it("a program is taken out of its archive", async () => {
    writeFileSync(path.join(folder, "helm"), "#!/bin/sh\necho packed\n", { mode: 0o755 });
    execFileSync("tar", ["-czf", path.join(folder, "a.tar.gz"), "-C", folder, "helm"]);
    const archive = readFileSync(path.join(folder, "a.tar.gz"));
    files.set("/a.tar.gz", archive);
    files.set("/sums", `${sha256(archive)} *a.tar.gz\n`);
    const program = await downloadRelease({ ...release("a.tar.gz"), member: "helm" }, folder);
    assert.equal(execFileSync(program, { encoding: "utf8" }), "packed\n");
  });

  it("the digest GitHub states for a file counts as its checksum", async () => {
    files.set("/tool", "x");
    files.set(
      "/sums",
      JSON.stringify({ assets: [{ name: "other" }, { name: "tool", digest: `sha256:${sha256("x")}` }] }),
    );
    assert.equal(statSync(await downloadRelease(release("tool", "github-release"), folder)).size, 1);
  });

  it("another checksum than the published one, and none at all, are refused", async () => {
    files.set("/tool", "changed on the way");
    files.set("/sums", sha256("as published"));
    await assert.rejects(
      downloadRelease(release("tool"), folder),
      /has SHA-256 [0-9a-f]{64}, but its project publishes/,
    );
    files.set("/sums", `${sha256("x")}  other\n`);
    await assert.rejects(downloadRelease(release("tool"), folder), /states no SHA-256 for tool/);
    files.set("/sums", JSON.stringify({ assets: [{ name: "tool", digest: null }] }));
    await assert.rejects(downloadRelease(release("tool", "github-release"), folder), /states no SHA-256 for tool/);
    files.delete("/sums");
    await assert.rejects(downloadRelease(release("tool"), folder), /answers 404/);
  });

  it("every release and its checksum come over https", () => {
    for (const { release } of TOOLS.values()) {
      if (release === undefined) continue;
      assert.match(release.url, /^https:/);
      assert.match(release.checksum.url, /^https:/);
    }
  });

  it("a host that does not answer is noted, and not asked again", async () => {
    const before = { ...process.env };
    process.env.IMPRUN_CACHE = folder;
    delete process.env.IMPRUN_DOWNLOADS;
    try {
      assert.equal(await reachable(`${base}/any`), true);
      assert.equal(await reachable("http://127.0.0.1:1/any"), false);
      const note = JSON.parse(readFileSync(path.join(folder, "unreachable.json"), "utf8"));
      assert.deepEqual(Object.keys(note), ["http://127.0.0.1:1"]);
      writeFileSync(
        path.join(folder, "unreachable.json"),
        JSON.stringify({ [base.replace("127.0.0.1", "localhost")]: Date.now() }),
      );
      assert.equal(await reachable(`${base.replace("127.0.0.1", "localhost")}/any`), false);
    } finally {
      process.env = before;
    }
  });
});
