import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { Provider } from "@pulumi/aws/provider.js";
import { Secret } from "@pulumi/aws/secretsmanager/secret.js";
import { SecretVersion } from "@pulumi/aws/secretsmanager/secretVersion.js";
import { secret as asSecret } from "@pulumi/pulumi";
import type { SecretDescription, SecretValue } from "../../sandbox/aws/secrets-manager.ts";
import { type Moto, region, startMoto } from "./support/moto.ts";
import { standIns } from "./support/plugins.ts";
import { Project } from "./support/project.ts";

const name = "imprun/dev/jwt";

interface Wish {
  name: string;
  value: string;
  description: string;
  tags: Record<string, string>;
  recoveryWindowInDays: number;
  endpoint: string;
}

describe("secrets in AWS Secrets Manager, stand-in plugin", function () {
  this.timeout(300_000);
  this.slow(60_000);
  let moto: Moto;
  let project: Project;
  let wish: Wish;

  before(async function () {
    moto = await startMoto(this);
    wish = {
      name,
      value: "canary-first",
      description: "signs tokens",
      tags: { environment: "dev" },
      recoveryWindowInDays: 7,
      endpoint: moto.endpoint,
    };
    project = new Project({ name: "stand-in", directory: standIns }, async () => {
      const provider = new Provider("aws", {
        region: region as never,
        accessKey: "test",
        secretKey: "test",
        skipCredentialsValidation: true,
        skipRequestingAccountId: true,
        skipMetadataApiCheck: true,
        ...(wish.endpoint === "" ? {} : { endpoints: [{ secretsmanager: wish.endpoint }] }),
      });
      const { description, tags, recoveryWindowInDays } = wish;
      const args = { name: wish.name, description, tags, recoveryWindowInDays };
      const secret = new Secret("secret", args, { provider });
      const value = asSecret(JSON.stringify({ value: wish.value }));
      const version = new SecretVersion("version", { secretId: secret.id, secretString: value }, { provider });
      const { arn } = secret;
      return { arn, name: secret.name, secretArn: version.secretArn, versionId: version.versionId };
    });
  });
  after(() => {
    moto?.stop();
    project?.remove();
  });

  async function value(): Promise<string> {
    const { SecretString = "" } = await moto.call<SecretValue>("GetSecretValue", { SecretId: name });
    const { value }: { value: string } = JSON.parse(SecretString);
    return value;
  }

  const describeSecret = () => moto.call<SecretDescription>("DescribeSecret", { SecretId: name });

  it("are planned without being made", async () => {
    const { error, steps } = await project.preview();
    assert.equal(error, undefined);
    assert.deepEqual(steps, { aws: "create", secret: "create", version: "create" });
    await assert.rejects(describeSecret(), /ResourceNotFoundException/);
  });

  it("are created with name, description, tags and value", async () => {
    assert.equal((await project.up()).error, undefined);
    const live = await describeSecret();
    assert.equal(live.Description, "signs tokens");
    assert.deepEqual(live.Tags, [{ Key: "environment", Value: "dev" }]);
    assert.equal(await value(), "canary-first");
    const outputs = await project.outputs();
    assert.equal(outputs.arn, live.ARN);
    assert.equal(outputs.secretArn, live.ARN);
    assert.ok(Object.keys(live.VersionIdsToStages ?? {}).includes(String(outputs.versionId)));
  });

  it("keep their value out of the state and of what the engine prints", async () => {
    wish.value = "canary-second";
    const { log } = await project.preview();
    for (const text of [project.state(), log]) assert.ok(!text.includes("canary-"));
    wish.value = "canary-first";
  });

  it("stay the same", async () => {
    for (const outcome of [await project.preview(), await project.refresh(), await project.up()]) {
      assert.equal(outcome.error, undefined);
      assert.deepEqual(outcome.steps, {});
    }
  });

  it("get a new version with a new value; the one before is AWSPREVIOUS", async () => {
    const before = await project.outputs();
    wish.value = "canary-second";
    assert.deepEqual((await project.up()).steps, { version: "replace: secretString" });
    assert.equal(await value(), "canary-second");
    const after = await project.outputs();
    assert.equal(after.arn, before.arn);
    const { VersionIdsToStages = {} } = await describeSecret();
    assert.deepEqual(VersionIdsToStages[String(after.versionId)], ["AWSCURRENT"]);
    assert.deepEqual(VersionIdsToStages[String(before.versionId)], ["AWSPREVIOUS"]);
  });

  it("change description and tags in place", async () => {
    wish = { ...wish, description: "signs all tokens", tags: { tier: "dev" } };
    const { error, steps } = await project.up();
    assert.equal(error, undefined);
    assert.match(steps.secret ?? "", /^update: description, tags/);
    const live = await describeSecret();
    assert.equal(live.Description, "signs all tokens");
    assert.deepEqual(live.Tags, [{ Key: "tier", Value: "dev" }]);
  });

  it("show what was changed behind the engine's back, and mend it", async () => {
    await moto.call("UpdateSecret", { SecretId: name, Description: "by hand", ClientRequestToken: randomUUID() });
    assert.equal((await project.refresh()).error, undefined);
    assert.match((await project.preview()).steps.secret ?? "", /^update: description/);
    assert.equal((await project.up()).error, undefined);
    assert.equal((await describeSecret()).Description, "signs all tokens");
  });

  it("are made again after somebody has deleted them for good", async () => {
    await moto.call("DeleteSecret", { SecretId: name, ForceDeleteWithoutRecovery: true });
    assert.equal((await project.refresh()).error, undefined);
    const { error, steps } = await project.up();
    assert.equal(error, undefined);
    assert.deepEqual(steps, { secret: "create", version: "create" });
    assert.equal(await value(), "canary-second");
  });

  it("are replaced under another name", async () => {
    wish.name = "imprun/dev/other";
    assert.match((await project.preview()).steps.secret ?? "", /^replace: name/);
    wish.name = name;
  });

  it("refuse a recovery window that AWS would refuse", async () => {
    wish.recoveryWindowInDays = 3;
    assert.match((await project.preview()).log, /expected 0 or a number from 7 to 30, got 3/);
    wish.recoveryWindowInDays = 7;
  });

  it("are never looked for in AWS itself", async () => {
    const { endpoint } = wish;
    wish.endpoint = "";
    assert.match((await project.preview()).log, /works with an emulator only/);
    wish.endpoint = `https://secretsmanager.${region}.amazonaws.com`;
    assert.match((await project.preview()).log, /does not work with AWS itself/);
    wish.endpoint = endpoint;
  });

  it("wait for their deletion as long as the recovery window says", async () => {
    assert.equal((await project.destroy()).error, undefined);
    assert.ok((await describeSecret()).DeletedDate);
    await moto.call("DeleteSecret", { SecretId: name, ForceDeleteWithoutRecovery: true });
  });

  it("are gone at once without a recovery window", async () => {
    wish.recoveryWindowInDays = 0;
    assert.equal((await project.up()).error, undefined);
    assert.equal((await project.destroy()).error, undefined);
    await assert.rejects(describeSecret(), /ResourceNotFoundException/);
  });
});
