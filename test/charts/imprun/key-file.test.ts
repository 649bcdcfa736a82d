import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { findHelm, one, render } from "./rendering.ts";

describe("imprun chart: the key file of a replica set", () => {
  let directory: string;
  before(findHelm);
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "key-file-"));
    for (const folder of ["run/mongodb", "run/secrets/mongodb"])
      mkdirSync(join(directory, folder), { recursive: true });
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  /** Runs the container that writes the file, with the given files of the Secret; returns what mongod would read. */
  function written(secret: Readonly<Record<string, string>>): unknown {
    for (const [name, text] of Object.entries(secret))
      writeFileSync(join(directory, "run/secrets/mongodb", name), text);
    const { initContainers = [] } = one(render("prod"), "StatefulSet", "imprun-mongodb").spec?.template.spec ?? {};
    const [program = "", ...args] = initContainers.find(({ name }) => name === "key-file")?.command ?? [];
    execFileSync(
      program,
      args.map((text) => text.replaceAll("/run/", `${directory}/run/`)),
    );
    const file = join(directory, "run/mongodb/keyfile");
    assert.equal(statSync(file).mode & 0o777, 0o400, "mongod refuses a file that others may read");
    return parse(readFileSync(file, "utf8"));
  }

  it("holds the key; after a rotation the one before as well, so that members restart one by one", () => {
    assert.deepEqual(written({ "replica-set-key": "first\n" }), ["first"]);
    const rotated = { "replica-set-key": "second", "replica-set-key-previous": "first" };
    assert.deepEqual(written(rotated), ["second", "first"]);
  });
});
