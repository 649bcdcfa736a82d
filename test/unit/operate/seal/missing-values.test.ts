import { deepEqual, equal, rejects, throws } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Context } from "../../../../src/operate/context.ts";
import { givenValues, parseGivenFiles } from "../../../../src/operate/seal/given.ts";
import { type Holds, missingValues } from "../../../../src/operate/seal/missing-values.ts";
import { planFor } from "../../../support/environment.ts";
import { storeApp, stores } from "../../../support/store-app.ts";

const context: Context = {
  directory: ".",
  stack: "test",
  override: {},
  yes: false,
  terminal: { coloured: false, interactive: false, say: () => undefined },
  signal: new AbortController().signal,
};

describe("values given in files", () => {
  it("are named as key=file, of which only the first '=' parts", () => {
    deepEqual(
      [...parseGivenFiles(["clientId=id.txt", "other=a=b"])],
      [
        ["clientId", "id.txt"],
        ["other", "a=b"],
      ],
    );
  });

  it("are refused together where they are of no such form", () => {
    throws(() => parseGivenFiles(["clientId", "=id.txt", "clientId=", "a=b"]), {
      message: [
        "--given takes key=file.",
        ...["clientId", "=id.txt", "clientId="].map(
          (text) => `  --given: '${text}' is not of the form githubClientId=path/to/file`,
        ),
      ].join("\n"),
    });
  });
});

describe("values that a store in git does not hold", () => {
  const { secrets } = planFor({ ...stores.sops, apps: storeApp });
  let directory: string;
  let file: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "given-"));
    file = join(directory, "id.txt");
    writeFileSync(file, "an id\n");
  });
  after(() => rmSync(directory, { recursive: true, force: true }));
  const missing = (holds: Holds, ...given: readonly string[]) =>
    missingValues(secrets, holds, (keys) => givenValues(keys, parseGivenFiles(given), context, "seal"));

  it("are made or read: the file's last line break is none of the value; composed ones are left out", async () => {
    const values = await missing(() => false, `clientId=${file}`);
    deepEqual(
      values.map(({ secret, name }) => `${secret.name}: ${name}`),
      ["web-database: client.id", "web-database: password-1"],
    );
    equal(values[0]?.value, "an id");
    equal(values[1]?.value.length, 32);
  });

  it("are none of those that it holds: these are neither made anew nor asked for", async () => {
    deepEqual(await missing(() => true), []);
    const values = await missing((_, { value }) => value === "client.id");
    deepEqual(
      values.map(({ name }) => name),
      ["password-1"],
    );
  });

  it("are asked for by name, with the command, where nobody can type them", async () => {
    await rejects(() => missing(() => false), {
      message: [
        "Values are missing, and nobody is here to type them.",
        "  clientId: has no value",
        "    run: ./imprun seal --stack test --given clientId=<file>",
      ].join("\n"),
    });
  });
});
