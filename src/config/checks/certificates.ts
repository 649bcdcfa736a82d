import type { CertificateSettings } from "../certificates.ts";
import type { Environment } from "../environment-schema.ts";
import { hostsOf } from "../hosts.ts";
import { issuerNamespace } from "../issuer-secrets.ts";
import { showPath } from "../path.ts";
import { answerer } from "../traffic.ts";
import type { Check, Checked } from "./check.ts";

const root = ["environment", "certificates"];

/** An authority can be reached, names lie in the environment's domain, a wildcard is proven in DNS, and a Secret holds one certificate. */
export const certificates: Check = function* (checked) {
  const { certificates, domain, components } = checked.environment;
  if (certificates === undefined) return;
  const { issuer, list } = certificates;
  if (components["cert-manager"] === undefined) {
    yield {
      path: showPath(root),
      message: "certificates are issued by cert-manager; add environment.components.cert-manager: {}",
    };
  }
  if ("challenge" in issuer && issuer.email === undefined) {
    yield {
      path: showPath([...root, "issuer", "email"]),
      message: `is required: the account with ${issuer.kind} is registered with it`,
    };
  }
  yield* gatewaySupport(checked.environment);
  const provenInDns = !("challenge" in issuer) || issuer.challenge.kind === "dns-01";
  for (const [name, { dnsNames }] of Object.entries(list)) {
    for (const [index, dnsName] of dnsNames.entries()) {
      const path = showPath([...root, "list", name, "dnsNames", index]);
      if (dnsName !== domain && !dnsName.endsWith(`.${domain}`))
        yield { path, message: `'${dnsName}' lies outside the environment's domain '${domain}'` };
      if (dnsName.startsWith("*.") && !provenInDns) {
        yield {
          path,
          message: `'${dnsName}' is a wildcard, which ${issuer.kind} issues only when it is proven in DNS; set environment.certificates.issuer.challenge to kind dns-01`,
        };
      }
    }
  }
  yield* sharedSecrets(checked, list);
};

/** cert-manager answers challenges through a Gateway only if it is told to. */
function* gatewaySupport({ certificates, components, ingress }: Environment) {
  const issuer = certificates?.issuer;
  if (issuer === undefined || !("challenge" in issuer) || issuer.challenge.kind !== "http-01") return;
  const manager = components["cert-manager"];
  if (answerer(issuer.challenge, ingress).kind !== "gateway" || manager === undefined) return;
  if ("gatewayApi" in manager && manager.gatewayApi === true) return;
  yield {
    path: showPath([...root, "issuer", "challenge", "through"]),
    message:
      "a Gateway answers only if cert-manager serves it; set environment.components.cert-manager.gatewayApi: true",
  };
}

/** Each Secret that more than one certificate would be written to. */
function* sharedSecrets(checked: Pick<Checked, "environment" | "catalog">, list: CertificateSettings["list"]) {
  const holders = unlistedHolders(checked);
  for (const [name, { namespace, secretName }] of Object.entries(list)) {
    const path = [...root, "list", name];
    const secret = `${namespace}/${secretName ?? `${name}-tls`}`;
    const holder = holders.get(secret);
    if (holder !== undefined) {
      yield {
        path: showPath(secretName === undefined ? path : [...path, "secretName"]),
        message: `the Secret ${secret} already holds the certificate of ${holder}; choose another secretName`,
      };
    }
    holders.set(secret, showPath(path));
  }
}

/** The Secrets of certificates that are there without being listed, as `namespace/name`, with the place that calls for each. */
function unlistedHolders(checked: Pick<Checked, "environment" | "catalog">): Map<string, string> {
  const hosts = hostsOf(checked).map(
    ({ namespace, secretName, path }) => [`${namespace}/${secretName}`, showPath(path)] as const,
  );
  const authority =
    checked.environment.certificates?.issuer.kind === "own-ca"
      ? [[`${issuerNamespace}/own-ca-tls`, showPath([...root, "issuer"])] as const]
      : [];
  return new Map([...hosts, ...authority]);
}
