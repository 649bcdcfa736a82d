import { deepEqual, equal, match } from "node:assert/strict";
import { debianProgram } from "../support/debian.ts";
import { account, DockerRegistry } from "./support/docker-registry.ts";
import { Resolving, section } from "./support/resolving.ts";

describe("images resolve, with a registry of the distribution project", function () {
  this.timeout(30_000);
  let open: DockerRegistry;
  let closed: DockerRegistry;
  let resolving: Resolving;
  before(async function () {
    this.timeout(300_000);
    const program = debianProgram(this, "docker-registry");
    [open, closed] = await Promise.all([
      DockerRegistry.start(program),
      DockerRegistry.start(program, { closed: true }),
    ]);
  });
  after(async () => {
    await Promise.all([open?.stop(), closed?.stop()]);
  });
  beforeEach(() => {
    resolving = new Resolving();
  });
  afterEach(() => resolving.remove());

  it("finds the digest of a manifest and of an index, under images and in values", async () => {
    const [one, several] = [await open.push("demo/web", "v1", "one"), await open.pushIndex("demo/worker", "v1")];
    resolving.stack(
      { web: `${open.host}/demo/web:v1`, worker: "demo/worker:v1", fixed: `demo/web@${one}` },
      { canary: { image: { registry: open.host, repository: "demo/web", tag: "v1" } } },
      open.host,
    );
    const report = await resolving.resolve();
    equal(report.headline, "4 of 4 images resolved.");
    equal(report.outcome, "fine");
    deepEqual(section(report, "Digests"), [
      ["web", "web", `${open.host}/demo/web:v1`, one, "not pinned"],
      ["web", "worker", `${open.host}/demo/worker:v1`, several, "not pinned"],
      ["web", "fixed", `${open.host}/demo/web@${one}`, one, "pinned"],
      ["web", "canary", `${open.host}/demo/web:v1`, one, "not pinned"],
    ]);
    equal(resolving.said.filter((line) => line.startsWith(`${open.host}/demo/web:v1: sha256:`)).length, 1);
  });

  it("pins what is found, once, and says when a tag moved away", async () => {
    const first = await open.push("demo/web", "moving", "first");
    resolving.stack(
      { web: "demo/web:moving" },
      { canary: { image: { repository: "demo/web", tag: "moving" } } },
      open.host,
    );
    const before = resolving.text;
    match((await resolving.resolve({ write: true })).headline, /Pulumi\.test\.yaml: 2 pinned\./);
    const pinned = before
      .replace("web: demo/web:moving", `web: demo/web:moving@${first}`)
      .replace("tag: moving\n", `tag: moving\n              digest: ${first}\n`);
    equal(resolving.text, pinned);
    match((await resolving.resolve({ write: true })).headline, /all were pinned already/);
    equal(resolving.text, pinned);

    const second = await open.push("demo/web", "moving", "second");
    const report = await resolving.resolve();
    equal(report.outcome, "findings");
    equal(report.headline, "2 of 2 images resolved; 2 tags moved away from what is pinned.");
    equal(resolving.text, pinned);
    equal((await resolving.resolve({ write: true })).outcome, "fine");
    equal(resolving.text, pinned.replaceAll(first, second));
  });

  it("tells which image is not there, and writes nothing", async () => {
    await open.push("demo/web", "v1", "one");
    const gone = `sha256:${"0".repeat(64)}`;
    resolving.stack(
      { web: "demo/web:v1", other: "demo/other:v1", tag: "demo/web:v9", lost: `demo/web@${gone}` },
      {},
      open.host,
    );
    const before = resolving.text;
    const report = await resolving.resolve({ write: true });
    equal(report.outcome, "failed");
    equal(report.headline, "1 of 4 images resolved; nothing was written.");
    deepEqual(section(report, "Not resolved"), [
      `${open.host}/demo/other:v1: is not there: ${open.host} has no such image`,
      `${open.host}/demo/web:v9: is not there: ${open.host} has no such image`,
      `${open.host}/demo/web@${gone}: is not there: ${open.host} has no such image`,
    ]);
    equal(resolving.text, before);
  });

  it("signs in with what docker login left, or with a credential helper, and says how to log in", async () => {
    const digest = await closed.push("demo/web", "v1", "one");
    resolving.stack({ web: "demo/web:v1" }, {}, closed.host);
    const [anonymous] = section(await resolving.resolve(), "Not resolved");
    equal(
      anonymous,
      `${closed.host}/demo/web:v1: ${closed.host} shows it to nobody who has not logged in, or has no such image\n  run: docker login ${closed.host}`,
    );
    const auth = Buffer.from(`${account.username}:${account.password}`).toString("base64");
    const { username, password } = account;
    const helper = `read server; [ "$1 $server" = "get ${closed.host}" ] && echo '{"Username":"${username}","Secret":"${password}"}'`;
    const wrong = Buffer.from(`${username}:other`).toString("base64");
    for (const [config, script] of [
      [{ auths: { [closed.host]: { auth } } }],
      [{ auths: { [`https://${closed.host}/v1/`]: { username, password } } }],
      [{ credHelpers: { [closed.host]: "test" } }, helper],
      [{ auths: { [closed.host]: {} }, credsStore: "test" }, helper],
    ] as const) {
      resolving.credentials(config, script);
      deepEqual(section(await resolving.resolve(), "Digests"), [
        ["web", "web", `${closed.host}/demo/web:v1`, digest, "not pinned"],
      ]);
    }
    resolving.credentials({ auths: { [closed.host]: { auth: wrong } } });
    const refused = JSON.stringify(await resolving.resolve());
    match(refused, /does not let the account of `docker login` read it/);
    equal(refused.includes("other") || refused.includes(wrong), false);
  });
});
