import { type RiskCase, tellsRisks } from "../../../support/risk-cases.ts";

const ingress = "spec: {rules: [{host: a.dev}, {host: b.dev}], tls: [{hosts: [a.dev, b.dev]}]}";
const listener = (more: string) => `spec: {listeners: [{name: web, hostname: a.dev, port: 443, ${more}}]}`;
const balancer = (more: string) => `spec: {type: LoadBalancer, ${more}}`;
const policy = (more: string) => `spec: {podSelector: {}, policyTypes: [Ingress], ${more}}`;
const anywhere = "exposure: lets ingress from anywhere through";

const cases: Readonly<Record<string, readonly RiskCase[]>> = {
  Ingress: [
    ["all its TLS lost", ingress, ingress.replace(/, tls.*/, "}"), "exposure: answers without TLS on a.dev, b.dev"],
    ["TLS lost for one host", ingress, ingress.replace(", b.dev]", "]"), "exposure: answers without TLS on b.dev"],
    ["a wildcard for the same hosts", ingress, ingress.replace("[a.dev, b.dev]", "['*.dev']"), "rest: "],
    [
      "an answer to any host",
      ingress,
      ingress.replace("spec: {", "spec: {defaultBackend: {}, "),
      "exposure: answers on any host",
    ],
  ],
  Gateway: [
    [
      "a listener without TLS",
      listener("protocol: HTTPS"),
      listener("protocol: HTTP"),
      "exposure: answers without TLS on a.dev:443",
    ],
    [
      "a listener for all namespaces",
      listener("allowedRoutes: {namespaces: {from: Selector}}"),
      listener("allowedRoutes: {namespaces: {from: All}}"),
      "exposure: takes routes of every namespace on listener 'web'",
    ],
  ],
  HTTPRoute: [
    [
      "hosts that are left open",
      "spec: {hostnames: [a.dev]}",
      "spec: {}",
      "exposure: answers on every host of its Gateway",
    ],
  ],
  IngressRoute: [
    [
      "TLS lost",
      "spec: {routes: [{match: m}], tls: {}}",
      "spec: {routes: [{match: m}]}",
      "exposure: answers without TLS on m",
    ],
  ],
  Service: [
    [
      "an external address",
      "spec: {}",
      "spec: {externalIPs: [192.0.2.1]}",
      "exposure: is reached from outside at 192.0.2.1",
    ],
    [
      "a further port of a load balancer",
      balancer("ports: [{port: 80}]"),
      balancer("ports: [{port: 80}, {port: 53, protocol: UDP}]"),
      "exposure: is reached from outside on port 53/UDP",
    ],
  ],
  NetworkPolicy: [
    ["new, for everybody", undefined, policy("ingress: [{}]"), anywhere],
    ["new, for every namespace", undefined, policy("ingress: [{from: [{namespaceSelector: {}}]}]"), anywhere],
    ["new, for every address", undefined, policy("ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]"), anywhere],
    ["new, to everywhere", undefined, policy("egress: [{}]"), "exposure: lets egress to anywhere through"],
    ["new, to a port of everywhere", undefined, policy("egress: [{ports: [{port: 53}]}]"), "rest: "],
    ["new, for one app", undefined, policy("ingress: [{from: [{podSelector: {matchLabels: {a: b}}}]}]"), "rest: "],
    ["changed, for everybody", policy("ingress: []"), policy("ingress: [{}]"), anywhere],
  ],
};

describe("what a change opens to more callers", () => tellsRisks(cases));
