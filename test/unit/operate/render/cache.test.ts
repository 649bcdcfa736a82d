import { deepEqual, equal, notEqual } from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RenderCache, renderCacheFolder } from "../../../../src/operate/render/cache.ts";

describe("the cache of renderings", () => {
  let folder: string;

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), "cache-")), "rendered");
  });

  afterEach(() => rmSync(join(folder, ".."), { recursive: true }));

  it("lies in the user's cache folder, or where IMPRUN_CACHE says", () => {
    equal(renderCacheFolder({ IMPRUN_CACHE: "/kept" }), "/kept/rendered");
    equal(renderCacheFolder({ XDG_CACHE_HOME: "/home/me/.c" }), "/home/me/.c/imprun-platform/rendered");
  });

  it("gives back what was kept, and nothing for what cannot be read", () => {
    const cache = new RenderCache(folder);
    cache.write("one", { a: [1] });
    deepEqual(new RenderCache(folder).read("one"), { a: [1] });
    writeFileSync(join(folder, "one.json"), '{"a": [');
    equal(cache.read("one"), undefined);
    equal(cache.read("two"), undefined);
  });

  it("is for its owner alone", () => {
    new RenderCache(folder).write("one", {});
    equal(statSync(folder).mode & 0o077, 0);
    for (const file of readdirSync(folder)) equal(statSync(join(folder, file)).mode & 0o077, 0, file);
  });

  it("removes the oldest beyond its limit, and only after something was written", () => {
    const cache = new RenderCache(folder, 25);
    for (const [index, name] of ["a", "b", "c"].entries()) {
      cache.write(name, "0123456789");
      utimesSync(join(folder, `${name}.json`), index, index);
    }
    const reader = new RenderCache(folder, 0);
    reader.trim();
    equal(reader.read("a"), "0123456789");
    cache.trim();
    deepEqual(
      ["a", "b", "c"].map((name) => cache.read(name)),
      [undefined, "0123456789", "0123456789"],
    );
  });

  it("has one key for all who share it, and another one elsewhere", () => {
    equal(new RenderCache(folder).printKey, new RenderCache(folder).printKey);
    notEqual(new RenderCache(folder).printKey, new RenderCache(`${folder}-other`).printKey);
  });

  it("only costs time where it cannot be written", () => {
    writeFileSync(folder, "a file");
    const cache = new RenderCache(folder);
    cache.write("one", {});
    equal(cache.read("one"), undefined);
    cache.trim();
    equal(cache.printKey.length, 64);
  });
});
