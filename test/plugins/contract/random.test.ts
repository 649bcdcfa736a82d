import assert from "node:assert/strict";
import { RandomBytes } from "@pulumi/random/randomBytes.js";
import { RandomId } from "@pulumi/random/randomId.js";
import { RandomPassword } from "@pulumi/random/randomPassword.js";
import { RandomString } from "@pulumi/random/randomString.js";
import { contract } from "../support/contract.ts";
import { Project } from "../support/project.ts";

interface Wish {
  length: number;
  keepers?: Record<string, string>;
  special?: boolean;
}

contract("random values", (plugins) => {
  let project: Project;
  let wish: Wish = { length: 20 };

  before(() => {
    project = new Project(plugins, async () => {
      const password = new RandomPassword("password", wish);
      const word = new RandomString("word", { length: 12, minNumeric: 3, upper: false, overrideSpecial: "_" });
      const id = new RandomId("id", { byteLength: 4, prefix: "p-" });
      const bytes = new RandomBytes("bytes", { length: 8 });
      return { password: password.result, word: word.result, hex: id.hex, dec: id.dec, bytes: bytes.base64 };
    });
  });
  after(() => project?.remove());

  it("are created as asked for", async () => {
    assert.deepEqual((await project.up()).error, undefined);
    const { password, word, hex, dec, bytes } = await project.outputs();
    assert.ok(/^[A-Za-z0-9!@#$%&*()\-_=+[\]{}<>:?]{20}$/.test(String(password)), "other characters, or not 20");
    assert.match(String(word), /^[a-z0-9_]{12}$/);
    assert.ok(String(word).replaceAll(/\D/g, "").length >= 3);
    assert.match(String(hex), /^p-[0-9a-f]{8}$/);
    assert.equal(dec, `p-${Number.parseInt(String(hex).slice(2), 16)}`);
    assert.equal(Buffer.from(String(bytes), "base64").length, 8);
  });

  it("keep secrets out of the state", async () => {
    const { password } = await project.outputs();
    assert.ok(!project.state().includes(String(password)));
  });

  it("give bytes away in the id", async () => {
    const { bytes } = await project.outputs();
    assert.ok(project.state().includes(String(bytes)));
  });

  it("stay the same", async () => {
    const first = await project.outputs();
    assert.deepEqual((await project.preview()).steps, {});
    assert.deepEqual((await project.refresh()).steps, {});
    assert.deepEqual((await project.up()).steps, {});
    assert.deepEqual(await project.outputs(), first);
  });

  it("do not change when a default is written out", async () => {
    wish = { length: 20, special: true };
    assert.deepEqual((await project.preview()).steps, {});
  });

  it("are replaced when the length changes", async () => {
    const first = await project.outputs();
    wish = { length: 24 };
    assert.deepEqual((await project.up()).steps, { password: "replace: length" });
    const second = await project.outputs();
    assert.equal(String(second.password).length, 24);
    assert.equal(second.word, first.word);
  });

  it("are replaced when a keeper changes", async () => {
    wish = { length: 24, keepers: { round: "1" } };
    assert.deepEqual(Object.keys((await project.up()).steps), ["password"]);
    const first = await project.outputs();
    wish = { length: 24, keepers: { round: "2" } };
    const { steps } = await project.up();
    assert.match(steps.password ?? "", /^replace: keepers/);
    assert.ok((await project.outputs()).password !== first.password, "the password is the one before");
  });

  it("go", async () => {
    assert.equal((await project.destroy()).error, undefined);
    assert.deepEqual(await project.outputs(), {});
  });
});
