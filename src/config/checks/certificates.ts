import { hostSecretName } from "../../core/certificate.ts";
import { showPath } from "../path.ts";
import type { Check } from "./check.ts";

const root = ["environment", "certificates"];

/** An authority can be reached, names lie in the environment's domain, a wildcard is proven in DNS, and a Secret holds one certificate. */
export const certificates: Check = function* ({ environment }) {
  const { certificates, domain, apps, components } = environment;
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
      message: `is required: ${issuer.kind} writes to it before a certificate expires`,
    };
  }
  const owners = new Map<string, string>();
  for (const [app, { namespace, hosts }] of Object.entries(apps)) {
    for (const part of Object.keys(hosts))
      owners.set(`${namespace}/${hostSecretName(app, part)}`, showPath(["environment", "apps", app, "hosts", part]));
  }
  for (const [name, { namespace, dnsNames, secretName = `${name}-tls` }] of Object.entries(list)) {
    const path = [...root, "list", name];
    const secret = `${namespace}/${secretName}`;
    const owner = owners.get(secret);
    if (owner !== undefined)
      yield {
        path: showPath([...path, "secretName"]),
        message: `the Secret ${secret} already holds the certificate of ${owner}`,
      };
    owners.set(secret, showPath(path));
    for (const [index, dnsName] of dnsNames.entries()) {
      const place = showPath([...path, "dnsNames", index]);
      if (dnsName !== domain && !dnsName.endsWith(`.${domain}`))
        yield { path: place, message: `'${dnsName}' lies outside the environment's domain '${domain}'` };
      if (dnsName.startsWith("*.") && "challenge" in issuer && issuer.challenge.kind !== "dns-01") {
        yield {
          path: place,
          message: `'${dnsName}' is a wildcard, which ${issuer.kind} issues only when it is proven in DNS; set environment.certificates.issuer.challenge to kind dns-01`,
        };
      }
    }
  }
};
