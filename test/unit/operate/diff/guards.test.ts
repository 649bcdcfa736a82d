import { type RiskCase, tellsRisks } from "../../../support/risk-cases.ts";

const level = (name: string) => `metadata: {labels: {pod-security.kubernetes.io/enforce: ${name}}}`;
const admission = "apiVersion: admissionregistration.k8s.io/v1";
const binding = (spec: string) => `{${admission}, spec: {policyName: one, ${spec}}}`;
const deny = binding("validationActions: [Deny, Audit]");
const webhook = (more: string) => `{${admission}, webhooks: [${more}]}`;
const pods = (spec: string) => `spec: {replicas: 3, template: {spec: {containers: [{name: web}], ${spec}}}}`;
const container = (more: string) => `spec: {replicas: 3, template: {spec: {containers: [{name: web, ${more}}]}}}`;
const role = (more: string) => `{rules: [], ${more}}`;

const cases: Readonly<Record<string, readonly RiskCase[]>> = {
  Namespace: [
    [
      "weaker pod security",
      level("restricted"),
      level("privileged"),
      "exposure: pod security is privileged, no longer restricted",
    ],
    [
      "pod security given up",
      level("baseline"),
      "metadata: {labels: {}}",
      "exposure: pod security is privileged, no longer baseline",
    ],
    ["stronger pod security", level("baseline"), level("restricted"), "rest: "],
  ],
  ValidatingAdmissionPolicyBinding: [
    ["gone", deny, undefined, "exposure: what it held back is let through"],
    ["only warns", deny, deny.replace("Deny", "Warn"), "exposure: no longer refuses: Warn, Audit"],
    [
      "for fewer",
      deny,
      binding("validationActions: [Deny, Audit], matchResources: {a: b}"),
      "exposure: is about other objects",
    ],
    ["refuses", deny.replace("Deny", "Warn"), deny, "rest: "],
  ],
  ValidatingAdmissionPolicy: [
    ["gone", `{${admission}}`, undefined, "exposure: what it held back is let through"],
    [
      "other terms",
      `{${admission}, spec: {validations: [1]}}`,
      `{${admission}, spec: {}}`,
      "exposure: holds them to something else",
    ],
    [
      "lets fail",
      `{${admission}, spec: {failurePolicy: Fail}}`,
      `{${admission}, spec: {failurePolicy: Ignore}}`,
      "exposure: lets through what it cannot judge",
    ],
  ],
  ValidatingWebhookConfiguration: [
    ["one less", webhook("{name: a}"), webhook(""), "exposure: a is no longer asked"],
    [
      "lets fail",
      webhook("{name: a}"),
      webhook("{name: a, failurePolicy: Ignore}"),
      "exposure: what a does not answer for is let through",
    ],
    ["another certificate", webhook("{name: a, caBundle: a}"), webhook("{name: a, caBundle: b}"), "rest: "],
  ],
  Deployment: [
    [
      "privileged",
      container("a: b"),
      container("securityContext: {privileged: true}"),
      "restart: restarts 3 pods; its pods use all of the node (container 'web')",
    ],
    [
      "files and processes of the node",
      pods("volumes: []"),
      pods("hostPID: true, volumes: [{name: run, hostPath: {path: /run}}]"),
      "restart: restarts 3 pods; its pods use the processes of the node, /run of the node",
    ],
    [
      "a right more",
      container("a: b"),
      container("securityContext: {capabilities: {add: [SYS_ADMIN]}}"),
      "restart: restarts 3 pods; its pods use the right SYS_ADMIN",
    ],
    [
      "a first container that is privileged",
      pods("a: b"),
      pods("initContainers: [{name: first, securityContext: {privileged: true}}]"),
      "restart: restarts 3 pods; its pods use all of the node (container 'first')",
    ],
    [
      "another account",
      pods("serviceAccountName: web"),
      pods("serviceAccountName: admin"),
      "restart: restarts 3 pods; its pods act as ServiceAccount admin",
    ],
    ["the same account in other words", pods("a: b"), pods("serviceAccountName: default"), "restart: restarts 3 pods"],
  ],
  CronJob: [
    [
      "another account",
      "spec: {jobTemplate: {spec: {template: {spec: {}}}}}",
      "spec: {jobTemplate: {spec: {template: {spec: {serviceAccountName: admin}}}}}",
      "RBAC: its pods act as ServiceAccount admin",
    ],
  ],
  ClusterRole: [
    [
      "gathers all",
      role(""),
      role("aggregationRule: {clusterRoleSelectors: [{}]}"),
      "RBAC: may what every ClusterRole allows",
    ],
    [
      "gathers some",
      role(""),
      role("aggregationRule: {clusterRoleSelectors: [{matchLabels: {a: b}}]}"),
      "RBAC: may what every ClusterRole labelled a=b allows",
    ],
    [
      "is lent",
      role("metadata: {labels: {}}"),
      role("metadata: {labels: {rbac.authorization.k8s.io/aggregate-to-view: 'true'}}"),
      "RBAC: whoever is view may the same",
    ],
  ],
  ClusterRoleBinding: [
    [
      "another role",
      "{roleRef: {kind: ClusterRole, name: view}, subjects: [{kind: Group, name: all}]}",
      "{roleRef: {kind: ClusterRole, name: cluster-admin}, subjects: [{kind: Group, name: all}]}",
      "replacement: roleRef cannot be changed: it has to be deleted and made anew; Group all may what ClusterRole cluster-admin allows",
    ],
  ],
  PersistentVolume: [
    [
      "no longer retained",
      "spec: {persistentVolumeReclaimPolicy: Retain}",
      "spec: {persistentVolumeReclaimPolicy: Delete}",
      "data loss: its volume is deleted once its claim goes",
    ],
  ],
  PersistentVolumeClaim: [
    [
      "no longer kept",
      "metadata: {annotations: {helm.sh/resource-policy: keep}}",
      "metadata: {annotations: {}}",
      "data loss: is no longer kept when nobody wants it any more",
    ],
  ],
  StatefulSet: [
    [
      "volumes that go with it",
      "spec: {volumeClaimTemplates: [{}]}",
      "spec: {volumeClaimTemplates: [{}], persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete}}",
      "data loss: its volumes are no longer kept without it",
    ],
  ],
};

describe("what a change no longer holds back, or keeps", () => tellsRisks(cases));
