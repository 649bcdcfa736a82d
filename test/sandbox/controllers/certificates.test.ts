import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import type { V1Secret } from "@kubernetes/client-node";
import { succeed, testSandbox } from "../command.ts";
import type { Up } from "../record.ts";
import { type Custom, Objects, texts } from "./objects.ts";

const api = "cert-manager.io/v1";

describe("issuers and certificates of a sandbox", function () {
  this.timeout(180_000);
  const sandbox = testSandbox();
  let objects: Objects;

  before(async () => {
    const { kubeconfig } = await succeed<Up>(["up", ...sandbox.at, "--nodes", "1"]);
    objects = new Objects(kubeconfig);
    await objects.core.createNamespace({ body: { metadata: { name: "cert-manager" } } });
    // The kinds come after the controllers have started, as with a chart.
    await objects.define("cert-manager.yaml");
  });
  after(() => sandbox.remove());

  const certificate = (name: string, issuer: string, dnsNames: string[], more: object = {}): Promise<Custom> => {
    const issuerRef = { group: "cert-manager.io", kind: "ClusterIssuer", name: issuer };
    return objects.create(api, "Certificate", name, { secretName: `${name}-tls`, dnsNames, issuerRef, ...more });
  };

  const leaf = (secret: V1Secret): X509Certificate => new X509Certificate(texts(secret)["tls.crt"] ?? "");

  function acme(solvers: object[]): object {
    const server = "https://acme-staging-v02.api.letsencrypt.org/directory";
    return { acme: { server, email: "ops@example.com", privateKeySecretRef: { name: "account" }, solvers } };
  }

  const http01 = { http01: { ingress: { ingressClassName: "traefik" } } };

  it("an authority of one's own signs for the names, and says until when", async () => {
    await objects.create(api, "ClusterIssuer", "self-signed", { selfSigned: {} });
    const own = { isCA: true, commonName: "own authority", secretName: "own-ca" };
    const issuerRef = { group: "cert-manager.io", kind: "ClusterIssuer", name: "self-signed" };
    const authority = await objects.create(api, "ClusterIssuer", "own", { ca: { secretName: "own-ca" } });
    const waiting = await objects.that(authority, "Ready", "False");
    assert.equal(waiting.status?.conditions?.[0]?.reason, "ErrGetKeyPair");
    await objects.create(api, "Certificate", "own-ca", { ...own, issuerRef }, "cert-manager");
    await objects.that(authority, "Ready", "True");

    const web = await certificate("web", "own", ["app.example.com", "*.app.example.com"]);
    const { status } = await objects.that(web, "Ready", "True");
    const secret = (await objects.secret("web-tls")) as V1Secret;
    assert.equal(secret.type, "kubernetes.io/tls");
    assert.equal(secret.metadata?.annotations?.["cert-manager.io/certificate-name"], "web");
    assert.equal(secret.metadata?.annotations?.["cert-manager.io/issuer-name"], "own");
    const x509 = leaf(secret);
    const ca = new X509Certificate(texts(secret)["ca.crt"] ?? "");
    assert.equal(x509.subjectAltName, "DNS:app.example.com, DNS:*.app.example.com");
    assert.ok(x509.verify(ca.publicKey) && x509.checkIssued(ca) && ca.ca);
    assert.equal(Date.parse(status?.notAfter ?? ""), x509.validToDate.getTime());
    assert.ok(Date.parse(status?.renewalTime ?? "") < x509.validToDate.getTime());
  });

  it("an ACME issuer is ready at once and says that nobody was asked", async () => {
    const issuer = await objects.create(api, "ClusterIssuer", "letsencrypt-staging", acme([http01]));
    const { status } = await objects.that(issuer, "Ready", "True");
    assert.equal(status?.conditions?.[0]?.reason, "ACMEAccountRegistered");
    assert.match(status?.conditions?.[0]?.message ?? "", /stand-in/);
    assert.ok(await objects.secret("account", "cert-manager"));
    await objects.that(await certificate("plain", "letsencrypt-staging", ["plain.example.com"]), "Ready", "True");
  });

  it("a wildcard is refused where there is only HTTP-01", async () => {
    const wild = await certificate("wild", "letsencrypt-staging", ["*.example.com"]);
    const { status } = await objects.that(wild, "Issuing", "False");
    const ready = status?.conditions?.find(({ type }) => type === "Ready");
    assert.equal(ready?.status, "False");
    const issuing = status?.conditions?.find(({ type }) => type === "Issuing");
    assert.match(issuing?.message ?? "", /\*\.example\.com: a wildcard needs a DNS-01 solver/);
    assert.equal(await objects.secret("wild-tls"), undefined);
    assert.ok((await objects.events(wild)).some((event) => event.startsWith("Failed: ")));
  });

  it("a wildcard waits for the credentials of its DNS-01 solver", async () => {
    const cloudflare = { apiTokenSecretRef: { name: "dns-token", key: "token" } };
    await objects.create(api, "ClusterIssuer", "letsencrypt-dns", acme([http01, { dns01: { cloudflare } }]));
    const wild = await certificate("wild-dns", "letsencrypt-dns", ["*.example.com"]);
    const refused = await objects.that(wild, "Issuing", "False", ({ status }) =>
      Boolean(status?.conditions?.some(({ message }) => message.includes('secrets "dns-token" not found'))),
    );
    assert.ok(refused);
    const body = { metadata: { name: "dns-token" }, stringData: { token: "any" } };
    await objects.core.createNamespacedSecret({ namespace: "cert-manager", body });
    await objects.that(wild, "Ready", "True");
    assert.equal(leaf((await objects.secret("wild-dns-tls")) as V1Secret).subjectAltName, "DNS:*.example.com");
  });

  it("other names, and a Secret that is gone, mean a new certificate", async () => {
    const moving = await certificate("moving", "own", ["a.example.com"]);
    const first = await objects.that(moving, "Ready", "True");
    assert.equal(first.status?.revision, 1);
    const before = leaf((await objects.secret("moving-tls")) as V1Secret);
    await objects.change(moving, { spec: { dnsNames: ["b.example.com"] } });
    await objects.that(moving, "Ready", "True", ({ status }) => status?.revision === 2);
    const after = leaf((await objects.secret("moving-tls")) as V1Secret);
    assert.equal(after.subjectAltName, "DNS:b.example.com");
    assert.notEqual(after.serialNumber, before.serialNumber);
    await objects.core.deleteNamespacedSecret({ name: "moving-tls", namespace: "default" });
    await objects.that(moving, "Ready", "True", ({ status }) => status?.revision === 3);
  });

  it("without its issuer a certificate is not ready, and says why", async () => {
    const lost = await certificate("lost", "no-such-issuer", ["lost.example.com"]);
    const { status } = await objects.that(lost, "Issuing", "False");
    const issuing = status?.conditions?.find(({ type }) => type === "Issuing");
    assert.match(issuing?.message ?? "", /Referenced "ClusterIssuer" not found/);
    await objects.create(api, "ClusterIssuer", "no-such-issuer", { selfSigned: {} });
    await objects.that(lost, "Ready", "True");
  });
});
