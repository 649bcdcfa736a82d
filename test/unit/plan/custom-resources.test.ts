import { deepEqual, equal, match } from "node:assert/strict";
import { catalog } from "../../../src/catalog/catalog.ts";
import { listStacks } from "../../../src/config/stack-file.ts";
import { type JsonObject, overlay } from "../../../src/core/json.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import { faultOf, groupOf, isValidated } from "../../support/custom-resources.ts";
import { planFor } from "../../support/environment.ts";
import { planOf, root } from "../../support/stack.ts";
import { storeApp, stores } from "../../support/store-app.ts";

/** Groups of Kubernetes itself, whose fields the API server checks, and those that nobody published a validator for. */
const unvalidated = new Set([
  "",
  "admissionregistration.k8s.io",
  "networking.k8s.io",
  "rbac.authorization.k8s.io",
  "helm.cattle.io",
  "barmancloud.cnpg.io",
]);

/** Kinds that are newer than the newest validators. */
const newer = new Set(["DatabaseRole"]);

const names = await listStacks(root);
const email = "ops@example.com";
const region = "eu-central-1";
const letsEncrypt = (challenge: JsonObject): JsonObject => ({ kind: "letsencrypt-staging", email, challenge });
const gateway = { name: "public", namespace: "gateway" };
const issuers: Readonly<Record<string, JsonObject>> = {
  "self-signed": { kind: "self-signed" },
  "own CA": { kind: "own-ca" },
  "HTTP-01 by ingress": letsEncrypt({ kind: "http-01" }),
  "HTTP-01 by Gateway": letsEncrypt({ kind: "http-01", through: { kind: "gateway", ...gateway } }),
  "DNS-01 by Route 53": letsEncrypt({ kind: "dns-01", provider: "route53", region }),
  "DNS-01 by Cloudflare": letsEncrypt({ kind: "dns-01", provider: "cloudflare", apiTokenFrom: "cloudflareToken" }),
};

async function faultsOf({ objects }: Plan): Promise<readonly string[]> {
  const custom = objects
    .map(({ object }) => object)
    .filter((object) => !unvalidated.has(groupOf(object)) && !newer.has(String(object.kind)));
  const faults = custom.map(async (object) => {
    const fault = isValidated(groupOf(object)) ? await faultOf(object) : "no validator is known for its group";
    return fault === undefined ? [] : [`${object.apiVersion} ${object.kind}: ${fault}`];
  });
  return (await Promise.all(faults)).flat();
}

describe("custom resources", () => {
  for (const stack of names) {
    it(`of ${stack} are what their kinds' validators take`, async () => {
      deepEqual(await faultsOf(await planOf(root, stack, catalog)), []);
    });
  }

  for (const [name, store] of Object.entries(stores)) {
    it(`of the store ${name} are what their kinds' validators take`, async () => {
      deepEqual(await faultsOf(planFor(overlay(store, { apps: storeApp }))), []);
    });
  }

  for (const [name, issuer] of Object.entries(issuers)) {
    it(`of an issuer with ${name} are what their kinds' validators take`, async () => {
      const plan = planFor({
        components: { "cert-manager": { gatewayApi: true } },
        certificates: { issuer, list: { web: { namespace: "web", dnsNames: ["web.example.com"] } } },
      });
      deepEqual(await faultsOf(plan), []);
      equal(plan.objects.length > 1, true);
    });
  }

  for (const delivery of [{ source: "helm" }, { source: "kustomize" }, { applications: "git" }]) {
    it(`of apps that Argo CD delivers (${Object.values(delivery)}) are what their kinds' validators take`, async () => {
      for (const tier of ["dev", "prod"]) {
        const plan = planFor({
          tier,
          components: { "argo-cd": {} },
          delivery: { repository: "https://git.example.com/demo/platform.git", ...delivery },
          apps: { web: { chart: "web", namespace: "web", delivery: "argocd", values: { hosts: ["a", 1] } } },
        });
        deepEqual(await faultsOf(plan), []);
        const handed = plan.objects.filter(({ object }) => groupOf(object) === "argoproj.io");
        deepEqual([...new Set(handed.map(({ object }) => object.kind))].sort(), ["AppProject", "Application"]);
      }
    });
  }

  for (const ingress of [
    { kind: "gateway-api", class: "cilium", annotations: { size: "small" } },
    { kind: "traefik" },
  ]) {
    it(`of an environment behind ${ingress.kind} are what their kinds' validators take`, async () => {
      const plan = planFor({
        components: { "cert-manager": { gatewayApi: true }, alerts: { host: "alerts.example.com" } },
        certificates: { issuer: letsEncrypt({ kind: "http-01" }) },
        apps: { web: { chart: "web", namespace: "web", hosts: { web: "web.example.com" } } },
        ingress: { ...ingress, redirects: { "www.example.com": "web.example.com" } },
      });
      deepEqual(await faultsOf(plan), []);
      const groups = ["gateway.networking.k8s.io", "cilium.io"];
      const routed = ingress.kind === "traefik" ? ["traefik.io"] : groups;
      const made = new Set(plan.objects.map(({ object }) => groupOf(object)));
      deepEqual(
        [...groups, "traefik.io"].filter((group) => made.has(group)),
        routed,
      );
    });
  }

  it("that are wrong are refused", async () => {
    const certificate = { apiVersion: "cert-manager.io/v1", kind: "Certificate", metadata: { name: "web" } };
    match((await faultOf({ ...certificate, spec: { secretName: "web" } })) ?? "", /issuerRef/);
    const spec = { secretName: "web", issuerRef: { name: "one" }, dnsNames: "web.example.com" };
    match((await faultOf({ ...certificate, spec })) ?? "", /dnsNames must be array/);
  });
});
