import { z } from "zod";
import { mapsAt, textAt, textsAt } from "../core/fields.ts";
import { tiers } from "../core/tier.ts";
import { defineRule } from "./rule.ts";

/** Every host of an Ingress over TLS. */
export const ingressTls = defineRule({
  id: "ingress-tls",
  title: "Every host of an Ingress has a certificate.",
  why: "Without one, passwords and sessions cross the network readable, or the browser warns of the controller's own certificate.",
  fix: "Add the host to spec.tls with its secretName (`certificates` in the stack file does), or take the Ingress away.",
  kinds: ["Ingress"],
  // A dev environment may have no certificates at all.
  tiers: tiers.filter((tier) => tier !== "dev"),
  scope: "all",
  sees: "object",
  parameters: z.strictObject({}),
  *check(object) {
    const secured = mapsAt(object, "spec", "tls").filter((entry) => textAt(entry, "secretName") !== "");
    const hosts = secured.flatMap((entry) => textsAt(entry, "hosts"));
    for (const rule of mapsAt(object, "spec", "rules")) {
      const host = textAt(rule, "host");
      if (!hosts.includes(host)) yield host === "" ? "a rule without a host" : `host '${host}' has no certificate`;
    }
  },
  admission: {
    expression: () => ({
      resources: [{ apiGroups: ["networking.k8s.io"], apiVersions: ["v1"], resources: ["ingresses"] }],
      variables: {
        secured:
          "has(object.spec.tls) ? object.spec.tls.filter(t, has(t.secretName) && t.secretName != '' && has(t.hosts)) : []",
      },
      faults:
        "(has(object.spec.rules) ? object.spec.rules : [])" +
        ".filter(r, !has(r.host) || !variables.secured.exists(t, t.hosts.exists(h, h == r.host)))" +
        ".map(r, has(r.host) ? \"host '\" + r.host + \"' has no certificate\" : 'a rule without a host')",
    }),
  },
});
