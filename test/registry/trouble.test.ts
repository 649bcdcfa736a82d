import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { createHash } from "node:crypto";
import { upReport } from "../../src/operate/up.ts";
import { OddRegistry } from "./support/odd-registry.ts";
import { Resolving, section } from "./support/resolving.ts";

const digest = `sha256:${"1a".repeat(32)}`;

describe("images resolve", function () {
  this.timeout(20_000);
  let resolving: Resolving;
  let registry: OddRegistry | undefined;
  beforeEach(() => {
    resolving = new Resolving();
  });
  afterEach(async () => {
    resolving.remove();
    await registry?.stop();
    registry = undefined;
  });
  const start = async (...given: Parameters<typeof OddRegistry.start>) => {
    registry = await OddRegistry.start(...given);
    return registry;
  };
  const troubles = async (options = {}) => section(await resolving.resolve(options), "Not resolved").join("\n");

  /** A registry that wants a bearer token, which it gives to whom `knows` says. */
  const tokens = (knows: (authorization: string | undefined, method: string, body: string) => boolean) =>
    start((request, body, response) => {
      const url = new URL(request.url ?? "", "http://registry");
      if (url.pathname === "/token") {
        const query = request.method === "POST" ? new URLSearchParams(body) : url.searchParams;
        const asked = `${query.get("service")} ${query.get("scope")}`;
        const known =
          asked === "test repository:demo/web:pull" && knows(request.headers.authorization, request.method ?? "", body);
        response.writeHead(known ? 200 : 403).end(JSON.stringify(known ? { token: "pass" } : {}));
      } else if (request.headers.authorization === "Bearer pass") {
        response.writeHead(200, { "docker-content-digest": digest }).end();
      } else {
        const realm = `Bearer realm="http://${request.headers.host}/token",service="test",scope="repository:demo/web:pull"`;
        response.writeHead(401, { "www-authenticate": realm }).end();
      }
    });

  it("asks for a token, without a name where nobody logged in", async () => {
    const { host } = await tokens((authorization, method) => authorization === undefined && method === "GET");
    resolving.stack({ web: `${host}/demo/web:v1` });
    deepEqual(section(await resolving.resolve(), "Digests"), [
      ["web", "web", `${host}/demo/web:v1`, digest, "not pinned"],
    ]);
  });

  it("asks for a token with a password, and with an identity token", async () => {
    const basic = Buffer.from("reader:open").toString("base64");
    const { host } = await tokens(
      (authorization, method, body) =>
        (method === "GET" && authorization === `Basic ${basic}`) ||
        (method === "POST" && new URLSearchParams(body).get("refresh_token") === "identity"),
    );
    resolving.stack({ web: `${host}/demo/web:v1` });
    match(await troubles(), /shows it to nobody who has not logged in.*\n {2}run: docker login 127/);
    for (const entry of [{ auth: basic }, { identitytoken: "identity" }]) {
      resolving.credentials({ auths: { [host]: entry } });
      equal((await resolving.resolve()).outcome, "fine");
    }
    resolving.credentials({ auths: { [host]: { identitytoken: "stale" } } });
    match(await troubles(), /does not let the account of `docker login` read it/);
  });

  it("gives nobody's password to a place without TLS", async () => {
    const { host } = await start((_, __, response) =>
      response.writeHead(401, { "www-authenticate": 'Bearer realm="http://tokens.example.com/"' }).end(),
    );
    resolving.stack({ web: `${host}/demo/web:v1` });
    match(await troubles(), /asks for a token of 'http:\/\/tokens\.example\.com\/', which is not https:\/\//);
  });

  it("works a digest out that the registry does not tell", async () => {
    const content = '{"schemaVersion":2}';
    const { host, asked } = await start((request, _, response) =>
      response.writeHead(200).end(request.method === "HEAD" ? undefined : content),
    );
    resolving.stack({ web: `${host}/demo/web:v1` });
    const [row] = section(await resolving.resolve(), "Digests");
    equal(row?.[3], `sha256:${createHash("sha256").update(content).digest("hex")}`);
    deepEqual(asked, ["HEAD /v2/demo/web/manifests/v1", "GET /v2/demo/web/manifests/v1"]);
  });

  it("says how long it waited for a registry that never answers, and waits once for all its images", async () => {
    const { host, asked } = await start(() => {});
    const parts = ["a", "b", "c", "d", "e", "f"];
    resolving.stack(Object.fromEntries(parts.map((part) => [part, `${host}/demo/${part}:v1`])));
    const said = await troubles({ attemptSeconds: 0.3 });
    for (const part of parts)
      match(said, new RegExp(`demo/${part}:v1: .* could not be asked: no answer within 0\\.3 s \\(tried 2 times\\)`));
    // Four at a time are under way before the first has given up.
    equal(asked.length, 8);
  });

  it("asks again where trouble passes", async () => {
    let refusals = 1;
    const { host } = await start((_, __, response) => {
      refusals -= 1;
      response.writeHead(refusals < 0 ? 200 : 503, { "docker-content-digest": digest }).end();
    });
    resolving.stack({ web: `${host}/demo/web:v1` });
    equal((await resolving.resolve()).outcome, "fine");
    match(resolving.said.join("\n"), /status code 503; trying again/);
  });

  it("says what stands in the way: no registry, no such host, no TLS, a helper or credentials that cannot be used", async () => {
    const closed = await OddRegistry.start(() => {});
    const closedHost = closed.host;
    await closed.stop();
    const plain = await start((_, __, response) => response.end(), "127.0.0.2");
    resolving.stack({
      web: `${closedHost}/demo/web:v1`,
      other: "registry.invalid/demo/web:v1",
      plain: `${plain.host}/demo/web:v1`,
    });
    match(await troubles(), new RegExp(`${closedHost} could not be asked: connection refused`));
    match(await troubles(), new RegExp(`${plain.host} could not be asked: the host does not speak TLS`));
    await plain.stop();
    match(
      await troubles(),
      /registry\.invalid could not be asked: (there is no such host|the host's name cannot be looked up)/,
    );
    const { host } = await start((_, __, response) => response.writeHead(401, { "www-authenticate": "Basic" }).end());
    resolving.stack({ web: `${host}/demo/web:v1` });
    resolving.credentials({ credHelpers: { [host]: "missing" } });
    await rejects(resolving.resolve(), /config\.json: names docker-credential-missing, which is not on PATH/);
    resolving.credentials('{"auths": {"a": {"auth": 5, "password": "hidden"}}}');
    await rejects(
      resolving.resolve(),
      (error: Error) => /is not what `docker login` writes/.test(error.message) && !error.message.includes("hidden"),
    );
  });

  it("tells of an image whose name is not whole", async () => {
    resolving.stack({}, { canary: { image: { tag: "v1" } } });
    match(await troubles(), /apps\.web\.values\.canary\.image\.tag: names no repository or no tag/);
  });

  it("keeps up --check-images from changing anything", async () => {
    const { host } = await start((_, __, response) => response.writeHead(404).end());
    resolving.stack({ web: `${host}/demo/web:v1` });
    await rejects(
      upReport(resolving.context, { checkImages: true }),
      /^UserError: Images are not there, and nothing was changed\.\n.*demo\/web:v1: is not there/,
    );
  });

  it("ends at once when it is told to", async () => {
    const { host } = await start(() => resolving.interrupt.abort());
    resolving.stack({ web: `${host}/demo/web:v1` });
    await rejects(resolving.resolve(), /^UserError: Stopped\./);
  });
});
