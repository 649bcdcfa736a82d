import { equal } from "node:assert/strict";
import { judge } from "../../../../src/operate/diff/risk/risk.ts";
import { changeOf } from "../../../support/rendered.ts";

type Case = readonly [
  title: string,
  kind: string,
  before: string | undefined,
  after: string | undefined,
  found: string,
];

const policy = "spec: {podSelector: {}, policyTypes: [Ingress], ingress: [{from: [a]}]}";
const reader = "rules: [{apiGroups: [''], resources: [pods], verbs: [get, list]}]";

/** Who can reach more, or may do more, after a change. */
const cases: readonly Case[] = [
  [
    "a Service that gets a port of every node",
    "Service",
    "spec: {}",
    "spec: {type: NodePort}",
    "exposure: is reached from outside: NodePort",
  ],
  [
    "a new load balancer",
    "Service",
    undefined,
    "spec: {type: LoadBalancer}",
    "exposure: is reached from outside: LoadBalancer",
  ],
  [
    "a load balancer for other addresses",
    "Service",
    "spec: {type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8]}",
    "spec: {type: LoadBalancer}",
    "exposure: other addresses may reach it",
  ],
  ["a Service inside", "Service", undefined, "spec: {type: ClusterIP}", "rest: "],
  ["a Service that goes inside", "Service", "spec: {type: NodePort}", "spec: {type: ClusterIP}", "rest: "],
  [
    "a further host",
    "Ingress",
    "spec: {rules: [{host: a.dev}]}",
    "spec: {rules: [{host: a.dev}, {host: b.dev}]}",
    "exposure: answers on b.dev",
  ],
  [
    "a host less",
    "Ingress",
    "spec: {rules: [{host: a.dev}, {host: b.dev}]}",
    "spec: {rules: [{host: a.dev}]}",
    "rest: ",
  ],
  ["a new route", "HTTPRoute", undefined, "spec: {hostnames: [a.dev]}", "exposure: answers on a.dev"],
  ["a policy that goes", "NetworkPolicy", policy, undefined, "exposure: what it held back is let through"],
  [
    "a policy with a further rule",
    "NetworkPolicy",
    policy,
    policy.replace("[a]", "[b]"),
    "exposure: lets other ingress through",
  ],
  ["a policy with a rule less", "NetworkPolicy", policy, policy.replace("{from: [a]}", ""), "rest: "],
  ["a new policy", "NetworkPolicy", undefined, policy, "rest: "],
  [
    "a policy about other pods",
    "NetworkPolicy",
    policy,
    policy.replace("podSelector: {}", "podSelector: {matchLabels: {a: b}}"),
    "exposure: is about other pods",
  ],
  [
    "pods on a port of their node",
    "DaemonSet",
    undefined,
    "spec: {template: {spec: {containers: [{ports: [{hostPort: 80}]}]}}}",
    "exposure: its pods use port 80 of the node",
  ],
  ["a role that may more", "ClusterRole", reader, reader.replace("list", "list, delete"), "RBAC: may delete pods"],
  ["a role that may less", "ClusterRole", reader, reader.replace(", list", ""), "rest: "],
  ["a role that may the same in other words", "ClusterRole", reader, `${reader}\nmetadata: {labels: {a: b}}`, "rest: "],
  [
    "a role that loses its limit to one name",
    "ClusterRole",
    reader.replace("verbs", "resourceNames: [one], verbs"),
    reader,
    "RBAC: may get pods, list pods",
  ],
  [
    "a role that gets everything",
    "ClusterRole",
    reader,
    "rules: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]",
    "RBAC: may * *",
  ],
  [
    "a further subject",
    "ClusterRoleBinding",
    "{roleRef: {kind: ClusterRole, name: admin}, subjects: []}",
    "{roleRef: {kind: ClusterRole, name: admin}, subjects: [{kind: ServiceAccount, namespace: shop, name: web}]}",
    "RBAC: ServiceAccount shop/web may what ClusterRole admin allows",
  ],
];

describe("who can reach or do more after a change", () => {
  for (const [title, kind, before, after, found] of cases) {
    it(`${title}: ${found}`, () => {
      const [judged] = judge([changeOf(kind, before, after)]);
      equal(`${judged?.risk}: ${judged?.reasons.join("; ")}`, found);
    });
  }
});
