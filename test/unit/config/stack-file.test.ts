import { deepEqual, equal, notEqual, rejects } from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { listStacks, readStackFile } from "../../../src/config/stack-file.ts";
import { fixtureProject } from "../../support/project.ts";

const web = "test/fixtures/stacks/web.yaml";

describe("stack file", () => {
  let project: ReturnType<typeof fixtureProject>;
  beforeEach(() => {
    project = fixtureProject({ production: web, staging: web });
  });
  afterEach(() => project.remove());

  const write = (name: string, text: string) => writeFileSync(join(project.directory, name), text);

  it("every file Pulumi.<name>.yaml is a stack", async () => {
    deepEqual(await listStacks(project.directory), ["production", "staging"]);
  });

  it("holds the environment, what all environments share, and flat keys without their values", async () => {
    const file = await readStackFile(project.directory, "staging");
    equal(file.project, "demo");
    equal(file.environment.tier, "staging");
    deepEqual(file.shared, { imageRegistry: "registry.example.com" });
    equal(file.entries.oauthKey?.kind, "encrypted");
    equal(JSON.stringify(file).includes("v1:first"), false);
  });

  it("tells when a given secret was set anew", async () => {
    const fingerprint = async () => {
      const { oauthKey } = (await readStackFile(project.directory, "staging")).entries;
      return oauthKey?.kind === "encrypted" ? oauthKey.fingerprint : "";
    };
    write("Pulumi.staging.yaml", "config:\n  demo:oauthKey:\n    secure: v1:first\n");
    const first = await fingerprint();
    write("Pulumi.staging.yaml", "config:\n  demo:oauthKey:\n    secure: v1:second\n");
    notEqual(first, "");
    notEqual(await fingerprint(), first);
  });

  it("leaves keys of other projects and packages alone", async () => {
    write("Pulumi.staging.yaml", "config:\n  aws:region: eu-central-1\n  demo:plain: text\n");
    deepEqual((await readStackFile(project.directory, "staging")).entries, { plain: { kind: "plain" } });
  });

  const refused: Readonly<Record<string, readonly [text: string, message: string]>> = {
    "bad indentation": [
      "config:\n  demo:environment:\n    tier: dev\n   domain: example.com\n",
      "Pulumi.staging.yaml is not valid YAML.\n  Pulumi.staging.yaml: All mapping items must start at the same column at line 4, column 1",
    ],
    "a list": ["- tier: dev\n", "Pulumi.staging.yaml is not a map.\n  Pulumi.staging.yaml: must hold keys and values"],
  };
  for (const [what, [text, message]] of Object.entries(refused)) {
    it(`is refused with file and line: ${what}`, async () => {
      write("Pulumi.staging.yaml", text);
      await rejects(readStackFile(project.directory, "staging"), { name: "UserError", message });
    });
  }

  it("names the stacks that there are, and the one that was meant", async () => {
    await rejects(readStackFile(project.directory, "stagin"), {
      message: /Pulumi\.stagin\.yaml: no such file; there are production, staging\. Did you mean 'staging'\?/,
    });
  });
});
