import { deepEqual, equal } from "node:assert/strict";
import type { EncryptedFiles } from "../../../../src/config/encrypted-files.ts";
import { inOrder, objectIn, planFor } from "../../../support/environment.ts";
import { storeApp, stores } from "../../../support/store-app.ts";

const sealedSecret = {
  apiVersion: "bitnami.com/v1alpha1",
  kind: "SealedSecret",
  metadata: { name: "web-database", namespace: "web", annotations: { note: "kept" } },
  spec: { encryptedData: { password: "AgA", "client.id": "AgB" } },
};
const sealed = (encrypted: Partial<EncryptedFiles> = { sealed: { "web/web-database": sealedSecret } }) =>
  planFor({ ...stores.sealed, apps: storeApp }, { encrypted });
const sops = (encrypted: Partial<EncryptedFiles> = {}) => planFor({ ...stores.sops, apps: storeApp }, { encrypted });

const notInGit = (key: string) => ({
  path: `environment.apps.web.secrets.database.keys${key.includes(".") ? `["${key}"]` : `.${key}`}`,
  message: `'${key}' of the secret 'web-database' is not in git yet`,
  fix: "./imprun seal --stack test",
});

describe("sealed secrets", () => {
  it("are created as they lie in git, and waited for", () => {
    const plan = sealed();
    deepEqual(objectIn(plan, "SealedSecret/web/web-database"), {
      ...sealedSecret,
      metadata: {
        name: "web-database",
        namespace: "web",
        annotations: { note: "kept", "pulumi.com/waitFor": "condition=Synced" },
      },
    });
    equal(inOrder(plan, "sealed-secrets", "SealedSecret/web/web-database", "web"), true);
    deepEqual(plan.secrets[0]?.keeper, { kind: "cluster" });
    deepEqual(plan.missing, []);
  });

  it("are missed by key, with the command that seals them; a composed key is none of them", () => {
    deepEqual(sealed({}).missing, [notInGit("password"), notInGit("client.id")]);
    const { password } = sealedSecret.spec.encryptedData;
    const partly = { ...sealedSecret, spec: { encryptedData: { password } } };
    deepEqual(sealed({ sealed: { "web/web-database": partly } }).missing, [notInGit("client.id")]);
  });

  it("of another namespace or another secret are left alone", () => {
    const plan = sealed({ sealed: { "other/web-database": sealedSecret, "web/stray": sealedSecret } });
    deepEqual(plan.objects, []);
  });
});

describe("secrets encrypted by sops", () => {
  it("are written by the program, without any object of a controller", () => {
    const plan = sops({ sops: { "web-database": { password: "ENC[a]", "client.id": "ENC[b]" } } });
    deepEqual(plan.objects, []);
    deepEqual(plan.secrets[0]?.keeper, { kind: "sops" });
    deepEqual(plan.releases.find(({ name }) => name === "web")?.requires, ["Secret/web/web-database"]);
    deepEqual(plan.missing, []);
  });

  it("are missed by key, with the command that seals them", () => {
    deepEqual(sops({ sops: { "web-database": { password: "ENC[a]" } } }).missing, [notInGit("client.id")]);
  });
});
