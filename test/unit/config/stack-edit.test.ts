import { deepEqual, equal, throws } from "node:assert/strict";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { editStackFile } from "../../../src/config/stack-edit.ts";

const place = { stack: "prod", project: "demo" };
const edit = (text: string, value: string | number, ...path: readonly string[]) =>
  editStackFile(text, place, [{ path, value }]);
const image = ["apps", "web", "images", "web"] as const;

describe("edit of a stack file", () => {
  it("changes a text and not one other character, whatever the form", () => {
    const before = `# What runs.
config:
    demo:environment:   # four spaces, and a wide comment
        tier:   prod
        apps:
            web: {images: {web: organization/web:v1, 'worker': "organization/worker:v1"},   chart: web} # flow

            db:
                - kept
`;
    equal(edit(before, "organization/web:v2", ...image), before.replace("organization/web:v1", "organization/web:v2"));
    equal(
      edit(before, "organization/worker:v2", "apps", "web", "images", "worker"),
      before.replace("organization/worker:v1", "organization/worker:v2"),
    );
  });

  it("adds what is missing to the nearest map, in its form", () => {
    const flow = "config:\n  demo:environment:\n    # Ours.\n    apps: {web: {chart: web}} # all\n";
    equal(edit(flow, "a/b:v1", ...image), flow.replace("{chart: web}", "{chart: web, images: {web: a/b:v1}}"));
    const block =
      "config:\n  demo:environment:\n    apps:\n      # Ours.\n      web:\n        chart: web\n    tier: dev\n";
    equal(
      edit(block, "a/b:v1", ...image),
      block.replace("chart: web\n", "chart: web\n        images:\n          web: a/b:v1\n"),
    );
    for (const empty of ["", "config: {}\n", "config:\n", "config:\n  demo:environment: { apps: null }\n"])
      deepEqual(parse(edit(empty, "a/b:v1", ...image)).config["demo:environment"].apps, {
        web: { images: { web: "a/b:v1" } },
      });
  });

  it("changes numbers, and fills a map that is empty", () => {
    const before =
      "config:\n  demo:environment:\n    components:\n      valkey: {} # ours\n      other: {size: 1,   rotation: 1}\n";
    equal(edit(before, 2, "components", "valkey", "rotation"), before.replace("{}", "{ rotation: 2 }"));
    equal(edit(before, 2, "components", "other", "rotation"), before.replace("rotation: 1", "rotation: 2"));
  });

  it("refuses what two places share, and says which", () => {
    const shared =
      "config:\n  demo:environment:\n    apps:\n      web: { images: &all { web: a/b:v1, api: a/c:v1 } }\n      api: { images: *all }\n";
    throws(() => edit(shared, "a/b:v2", ...image), /environment\.apps\.web\.images\.web: cannot be changed alone/);
    throws(() => edit(shared, "a/b:v2", "apps", "api", "images", "web"), /environment\.apps\.api\.images\.web/);
  });

  it("leaves every other value as it is, for any environment", () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.array(fc.string(), { maxLength: 2 }));
    const plain = { noNullPrototype: true };
    const key = fc.stringMatching(/^[a-z]{1,6}$/);
    const apps = fc.dictionary(
      key,
      fc.record({ images: fc.dictionary(key, fc.string(), plain), values: fc.dictionary(key, value, plain) }, plain),
      plain,
    );
    fc.assert(
      fc.property(apps, key, key, fc.constantFrom<"any" | "flow">("any", "flow"), (before, app, part, style) => {
        const text = stringify({ config: { "demo:environment": { apps: before } } }, { collectionStyle: style });
        const after = parse(edit(text, "a/b:v1", "apps", app, "images", part)).config["demo:environment"].apps;
        const { images = {}, ...rest } = before[app] ?? {};
        deepEqual(after, { ...before, [app]: { ...rest, images: { ...images, [part]: "a/b:v1" } } });
      }),
    );
  });
});
