import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type {
  KubernetesObject,
  V1ConfigMap,
  V1Container,
  V1Deployment,
  V1Ingress,
  V1Job,
  V1LabelSelector,
  V1NetworkPolicyEgressRule,
  V1PersistentVolumeClaim,
  V1PodDisruptionBudget,
  V1PodTemplateSpec,
  V1Role,
  V1RoleBinding,
  V1Service,
  V1ServiceAccount,
  V2HorizontalPodAutoscaler,
} from "@kubernetes/client-node";
import { parseAllDocuments } from "yaml";
import type { Json } from "../../../src/core/json.ts";
import { toolPath } from "../../support/tools.ts";
import type { Rendering } from "../imprun/rendering.ts";

/** Helm's `--set-json` arguments: dotted values path to value. */
export type Overrides = Readonly<Record<string, Json>>;

/** A backend of an HTTPRoute or a TraefikService. */
export interface Backend {
  readonly kind: string;
  readonly name: string;
  readonly port: number;
  readonly weight: number;
}

type With<Spec> = KubernetesObject & { spec: Spec };

interface Kinds {
  CiliumNetworkPolicy: With<{ ingress: { fromEntities: string[]; toPorts: unknown }[] }>;
  ConfigMap: V1ConfigMap;
  Deployment: V1Deployment;
  HTTPRoute: With<{
    parentRefs: { name: string; namespace: string; sectionName?: string }[];
    hostnames: string[];
    rules: { matches: unknown; backendRefs: Backend[]; timeouts?: { request?: string; backendRequest?: string } }[];
  }>;
  HorizontalPodAutoscaler: V2HorizontalPodAutoscaler;
  Ingress: V1Ingress;
  IngressRoute: With<{
    entryPoints: string[];
    routes: { match: string; services: unknown; middlewares?: unknown }[];
    tls?: unknown;
  }>;
  Job: V1Job;
  // The client's model calls a rule's `from` `_from`, which is not what is rendered.
  NetworkPolicy: With<{
    podSelector: V1LabelSelector;
    policyTypes: string[];
    ingress: { from: unknown; ports: unknown }[];
    egress: V1NetworkPolicyEgressRule[];
  }>;
  PersistentVolumeClaim: V1PersistentVolumeClaim;
  PodDisruptionBudget: V1PodDisruptionBudget;
  Role: V1Role;
  RoleBinding: V1RoleBinding;
  Service: V1Service;
  ServersTransport: With<unknown>;
  ServiceAccount: V1ServiceAccount;
  ServiceMonitor: With<{ endpoints: unknown; podTargetLabels: string[] }>;
  TraefikService: With<{
    weighted: { services: (Backend & { sticky?: unknown; serversTransport?: string })[]; sticky?: unknown };
  }>;
}

/** The services with a values file among the fixtures. */
export const services = ["minimal", "auth", "personal", "identity", "graphql-bff", "websocket"] as const;

/** One of the services with a values file among the fixtures. */
export type ServiceName = (typeof services)[number];

/** The chart's directory. */
export const chart = fileURLToPath(new URL("../../../charts/service", import.meta.url));

/** Path of a service's values file. */
export function valuesFile(service: ServiceName): string {
  return fileURLToPath(new URL(`../../fixtures/charts/service/${service}.yaml`, import.meta.url));
}

/** Values that turn a canary on beside the first version, at 10 %. */
export const canary: Overrides = { "canary.enabled": true, "canary.weight": 10, "canary.image.tag": "v2.1.0-rc.1" };

/** Values that turn blue/green on: blue is active. */
export const blueGreen: Overrides = { "blueGreen.enabled": true, "green.image.tag": "v2.1.0" };

const renderings = new Map<string, Rendering>();

/** Renders one service as a release of its name in namespace `services`, once. Fails with Helm's message. */
export function render(service: ServiceName, overrides: Overrides = {}): Rendering {
  const key = JSON.stringify([service, overrides]);
  const known = renderings.get(key) ?? renderAgain(service, overrides);
  renderings.set(key, known);
  return known;
}

/** The same as `render`, in a new run of Helm. */
export function renderAgain(service: ServiceName, overrides: Overrides = {}): Rendering {
  const { status, stdout, stderr } = template(service, overrides);
  assert.equal(status, 0, stderr);
  const objects = parseAllDocuments(stdout)
    .map((document) => document.toJS() as KubernetesObject | null)
    .filter((object) => object !== null);
  return { text: stdout, objects };
}

/** The lines with which the chart's checks refuse one service with the overrides. Fails when it renders after all. */
export function problems(service: ServiceName, overrides: Overrides): string[] {
  const [, listed] = /templates\/checks\.yaml:[0-9:]+\): \n([\s\S]*)$/.exec(refusal(service, overrides)) ?? [];
  assert.ok(listed !== undefined, "expected the chart's own checks to refuse these values");
  return listed
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("Use --debug"))
    .sort();
}

/** The message with which Helm refuses one service with the overrides. Fails when it renders after all. */
export function refusal(service: ServiceName, overrides: Overrides): string {
  const { status, stderr } = template(service, overrides);
  assert.notEqual(status, 0, "expected Helm to refuse these values");
  return stderr;
}

function template(service: ServiceName, overrides: Overrides) {
  const sets = Object.entries(overrides).flatMap(([path, value]) => ["--set-json", `${path}=${JSON.stringify(value)}`]);
  const args = ["template", service, chart, "--namespace", "services", "--kube-version", "1.36.3"];
  return spawnSync(toolPath("helm"), [...args, "--values", valuesFile(service), ...sets], { encoding: "utf8" });
}

/** All objects of a kind. */
export function all<K extends keyof Kinds>(rendering: Rendering, kind: K): Kinds[K][] {
  return rendering.objects.filter((object) => object.kind === kind) as Kinds[K][];
}

/** The object of a kind and name. Fails when it was not rendered. */
export function one<K extends keyof Kinds>(rendering: Rendering, kind: K, name: string): Kinds[K] {
  const object = all(rendering, kind).find((candidate) => candidate.metadata?.name === name);
  assert.ok(object, `no ${kind} ${name}`);
  return object;
}

/** Names of all objects of a kind, in the order rendered. */
export function names(rendering: Rendering, kind: keyof Kinds): (string | undefined)[] {
  return all(rendering, kind).map(({ metadata }) => metadata?.name);
}

/** Every pod template, of Deployments and Jobs, with its workload's name. */
export function podTemplates(rendering: Rendering): { name: string; template: V1PodTemplateSpec }[] {
  return [...all(rendering, "Deployment"), ...all(rendering, "Job")].map(({ metadata, spec }) => {
    assert.ok(spec, `${metadata?.name} has no spec`);
    return { name: metadata?.name ?? "", template: spec.template };
  });
}

/** The container of a Deployment. */
export function container(rendering: Rendering, name: string): V1Container {
  const [first] = one(rendering, "Deployment", name).spec?.template.spec?.containers ?? [];
  assert.ok(first, `Deployment ${name} has no container`);
  return first;
}
