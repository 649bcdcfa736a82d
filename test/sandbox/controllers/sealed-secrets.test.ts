import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { succeed, testSandbox } from "../command.ts";
import { type Custom, Objects, texts } from "./objects.ts";

interface Up {
  kubeconfig: string;
  sealedSecrets: { certificate: string };
}

describe("sealed secrets of a sandbox", function () {
  // Controller and command may have to be built first.
  this.timeout(1_200_000);
  const sandbox = testSandbox();
  let objects: Objects;
  let up: Up;
  let kubeseal: string;

  before(async () => {
    const { tools } = await succeed<{ tools: { kubeseal: string } }>(["tools", "kubeseal"]);
    kubeseal = tools.kubeseal;
    up = await succeed<Up>(["up", ...sandbox.at, "--nodes", "1", "--sealed-secrets"]);
    objects = new Objects(up.kubeconfig);
    await objects.define("sealed-secrets.yaml");
  });
  after(() => sandbox.remove());

  function seal(secret: object): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = spawn(kubeseal, ["--cert", up.sealedSecrets.certificate], { stdio: ["pipe", "pipe", "inherit"] });
      let output = "";
      child.stdout.on("data", (chunk) => {
        output += chunk;
      });
      child.once("error", reject);
      child.once("close", (code) => (code === 0 ? resolve(output) : reject(new Error(`kubeseal ended with ${code}`))));
      child.stdin.end(JSON.stringify(secret));
    });
  }

  it("what kubeseal has sealed, the controller unseals", async () => {
    const metadata = { name: "sealed", namespace: "default" };
    const data = { value: Buffer.from("canary").toString("base64") };
    const sealed = await seal({ apiVersion: "v1", kind: "Secret", metadata, data });
    assert.ok(!sealed.includes("canary") && !sealed.includes(data.value));
    const { apiVersion, kind, spec } = JSON.parse(sealed);
    const object = await objects.create(apiVersion, kind, "sealed", spec);
    await objects.that(object, "Synced", "True");
    const secret = await objects.secretThat("sealed", ({ value }) => value === "canary");
    assert.deepEqual(texts(secret), { value: "canary" });
    assert.equal(secret.metadata?.ownerReferences?.[0]?.kind, "SealedSecret");
  });

  it("what is sealed anew changes the Secret in place, and the object says so", async () => {
    const metadata = { name: "renewed", namespace: "default" };
    const sealed = async (value: string) => {
      const { apiVersion, kind, spec } = JSON.parse(
        await seal({ apiVersion: "v1", kind: "Secret", metadata, stringData: { value } }),
      );
      return { apiVersion, kind, spec };
    };
    const { apiVersion, kind, spec } = await sealed("first");
    const object = await objects.create(apiVersion, kind, "renewed", spec);
    const first = await objects.secretThat("renewed", ({ value }) => value === "first");
    const seen = await objects.that(object, "Synced", "True");
    assert.equal(seen.status?.observedGeneration, seen.metadata.generation);
    const { spec: second } = await sealed("second");
    await objects.change(object, { spec: second });
    const newest = (now: Custom) => now.status?.observedGeneration === (seen.metadata.generation ?? 0) + 1;
    await objects.that(object, "Synced", "True", newest);
    // Once the object says so, the Secret is the new one: nothing has to wait any longer.
    const now = await objects.secret("renewed");
    assert.deepEqual(texts(now ?? {}), { value: "second" });
    assert.equal(now?.metadata?.uid, first.metadata?.uid);
  });

  it("what was sealed for another name stays sealed", async () => {
    const metadata = { name: "original", namespace: "default" };
    const sealed = await seal({ apiVersion: "v1", kind: "Secret", metadata, stringData: { value: "canary" } });
    const { apiVersion, kind, spec } = JSON.parse(sealed);
    const copy = { ...spec, template: { metadata: { name: "copy", namespace: "default" } } };
    await objects.that(await objects.create(apiVersion, kind, "copy", copy), "Synced", "False");
    assert.equal(await objects.secret("copy"), undefined);
  });
});
