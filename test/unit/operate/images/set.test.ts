import { deepEqual, equal, match, rejects } from "node:assert/strict";
import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Context } from "../../../../src/operate/context.ts";
import { imagesReport } from "../../../../src/operate/images/list.ts";
import { setImagesReport } from "../../../../src/operate/images/set.ts";
import { fixtureProject } from "../../../support/project.ts";

const digest = `sha256:${"0a".repeat(32)}`;

const stack = `# yaml-language-server: $schema=schemas/stack.schema.json
config:
  demo:environment:
    tier: prod # what counts
    domain: example.com
    cluster: {kind: kubeconfig, context: prod}
    apps:
      web: { chart: web, namespace: web, images: { web: "ghcr.io/demo/web:v1.0.0" } }
      worker:
        chart: worker
        namespace: worker
        images:
          # Moved together.
          import: demo/import:v1.0.0@${digest}
          export: demo/export:v1.0.0
        values: { proxy: { image: { tag: v3.0.0 } } }
`;

describe("images", () => {
  let project: ReturnType<typeof fixtureProject>;
  let context: Context;
  const path = () => join(project.directory, "Pulumi.prod.yaml");
  const text = () => readFileSync(path(), "utf8");
  const set = (...assignments: readonly string[]) => setImagesReport(context, assignments);
  beforeEach(() => {
    project = fixtureProject({});
    context = {
      directory: project.directory,
      stack: "prod",
      override: {},
      yes: false,
      terminal: { coloured: false, interactive: false, say: () => {} },
      signal: new AbortController().signal,
    };
    writeFileSync(path(), stack);
  });
  afterEach(() => project.remove());

  it("set takes a tag, a digest, both, or a whole name, and leaves the rest of the file as it is", async () => {
    for (const [assignment, before, after] of [
      ["web=v1.0.1", "web:v1.0.0", "web:v1.0.1"],
      ["web.web=20261121-093000", "web:v1.0.1", "web:20261121-093000"],
      [`worker.export=@${digest}`, "demo/export:v1.0.0", `demo/export@${digest}`],
      [`worker.export=${digest}`, "", ""],
      ["worker.import=v2.0.0", `demo/import:v1.0.0@${digest}`, "demo/import:v2.0.0"],
      [`worker.import=v2.0.0@${digest}`, "demo/import:v2.0.0", `demo/import:v2.0.0@${digest}`],
      ["web=localhost:5000/other/web:v1.0.0", "ghcr.io/demo/web:20261121-093000", "localhost:5000/other/web:v1.0.0"],
    ] as const) {
      const expected = text().replace(before, after);
      await set(assignment);
      equal(text(), expected, assignment);
    }
  });

  it("set says what was already so, and writes nothing", async () => {
    chmodSync(path(), 0o444);
    const written = statSync(path()).mtimeMs;
    const report = await set("web=v1.0.0", "worker.export=demo/export:v1.0.0");
    equal(report.headline, "Pulumi.prod.yaml already says so; nothing was written.");
    equal(statSync(path()).mtimeMs, written);
  });

  it("set does all or nothing, and names every reason", async () => {
    await rejects(
      set("web=v1.0.1", "worker.import=latest"),
      /^UserError: Nothing was written\.\n.*worker\.images\.import: 'latest' is not allowed/s,
    );
    await rejects(
      set(
        "web=v1.0.1",
        "wep=v1",
        "worker=v1",
        "web.other=v1",
        "web=",
        "worker.import=Not An Image",
        "worker.export=v1.0.1",
        "worker.export=v1.0.2",
      ),
      (error: Error) => {
        deepEqual(
          error.message
            .split("\n")
            .slice(1)
            .map((line) => line.trim()),
          [
            "wep=v1: there is no app 'wep'; did you mean 'web'?",
            "worker=v1: 'worker' runs several images; use worker.import or worker.export",
            "web.other=v1: there is no image yet; give the whole one, as web.other=organization/app:tag",
            "web=: is not of the form <app>[.<part>]=<tag>, …=@sha256:… or …=[registry/]organization/app:tag",
            "worker.import=Not An Image: 'Not An Image' is no tag, digest or image; use [registry/]organization/app:tag or [registry/]organization/app@sha256:…",
            "worker.export: is set to both demo/export:v1.0.1 and demo/export:v1.0.2",
          ],
        );
        return true;
      },
    );
    equal(text(), stack);
    deepEqual(
      readdirSync(project.directory).filter((file) => file.endsWith(".new")),
      [],
    );
  });

  it("set refuses an image that values would hide", async () => {
    await rejects(
      set("worker.proxy=demo/proxy:v4.0.0"),
      /environment\.apps\.worker\.values\.proxy\.image: says demo\/proxy:v3\.0\.0, and values count before images/,
    );
    equal(text(), stack);
  });

  it("set writes what all environments share into the stack's own file", async () => {
    const pulumi = join(project.directory, "Pulumi.yaml");
    const shared = `${readFileSync(pulumi, "utf8").replace(/\n {2}shared:[\s\S]*/, "\n")}`;
    writeFileSync(
      pulumi,
      `${shared}  shared:\n    type: object\n    default:\n      apps: { api: { chart: web, namespace: api, images: { api: demo/api:v1.0.0 } } }\n`,
    );
    const before = readFileSync(pulumi, "utf8");
    match((await set("api=v1.0.1")).headline, /1 image set/);
    equal(readFileSync(pulumi, "utf8"), before);
    equal(text(), `${stack}      api:\n        images:\n          api: demo/api:v1.0.1\n`);
  });

  it("set keeps a link and permissions", async () => {
    renameSync(path(), join(project.directory, "real.yaml"));
    chmodSync(join(project.directory, "real.yaml"), 0o640);
    symlinkSync("real.yaml", path());
    await set("web=v1.0.1");
    equal(lstatSync(path()).isSymbolicLink(), true);
    equal(statSync(path()).mode & 0o777, 0o640);
  });

  it("set mends a file whose image is what is wrong", async () => {
    writeFileSync(path(), stack.replace("web:v1.0.0", "web:latest"));
    await rejects(set("worker.export=v1.0.1"), /'latest' is not allowed/);
    match((await set("web=v1.0.1")).headline, /1 image set/);
  });

  it("lists every image with what the tier says of it", async () => {
    writeFileSync(path(), stack.replace("web:v1.0.0", "web:latest"));
    const report = await imagesReport(context);
    equal(report.outcome, "findings");
    equal(report.headline, "4 images, 3 allowed in tier prod.");
    const refusal =
      "'latest' is not allowed in an environment of tier prod; use vX.Y.Z, sha-…, YYYYMMDD-HHMMSS or a digest";
    deepEqual((report.sections[0] as { rows: unknown }).rows, [
      ["web", "web", "ghcr.io/demo/web:latest", "no", refusal],
      ["worker", "import", `demo/import:v1.0.0@${digest}`, "yes", "yes"],
      ["worker", "export", "demo/export:v1.0.0", "no", "yes"],
      ["worker", "proxy", "…:v3.0.0", "no", "yes"],
    ]);
  });
});
