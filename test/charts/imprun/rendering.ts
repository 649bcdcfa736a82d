import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type {
  KubernetesObject,
  V1ConfigMap,
  V1Container,
  V1Deployment,
  V1Ingress,
  V1NetworkPolicy,
  V1PodDisruptionBudget,
  V1PodTemplateSpec,
  V1Role,
  V1RoleBinding,
  V1Service,
  V1ServiceAccount,
  V1StatefulSet,
  V2HorizontalPodAutoscaler,
} from "@kubernetes/client-node";
import type { Context } from "mocha";
import { parseAllDocuments } from "yaml";
import type { Json } from "../../../src/core/json.ts";
import { toolPath } from "../../support/tools.ts";

interface Kinds {
  CiliumNetworkPolicy: KubernetesObject & { spec: { ingress: unknown } };
  ConfigMap: V1ConfigMap;
  Deployment: V1Deployment;
  HTTPRoute: KubernetesObject & { spec: unknown };
  HorizontalPodAutoscaler: V2HorizontalPodAutoscaler;
  Ingress: V1Ingress;
  NetworkPolicy: V1NetworkPolicy;
  PodDisruptionBudget: V1PodDisruptionBudget;
  Role: V1Role;
  RoleBinding: V1RoleBinding;
  Service: V1Service;
  ServiceAccount: V1ServiceAccount;
  ServiceMonitor: KubernetesObject & { spec: { endpoints: { interval: string }[] } };
  StatefulSet: V1StatefulSet;
}

/** The environments with a values file among the fixtures. */
export const environments = ["dev", "staging", "prod"] as const;

/** One of the environments with a values file among the fixtures. */
export type Environment = (typeof environments)[number];

/** Helm's `--set-json` arguments: dotted values path to value. */
export type Overrides = Readonly<Record<string, Json>>;

/** What Helm rendered: its text, and the objects in it. */
export interface Rendering {
  readonly text: string;
  readonly objects: readonly KubernetesObject[];
}

/** A `before` hook that finds Helm; where it has to be built first, that takes minutes, which no test should pay for. */
export function findHelm(this: Context): void {
  this.timeout(900_000);
  toolPath("helm");
}

/** The chart's directory. */
export const chart = fileURLToPath(new URL("../../../charts/imprun", import.meta.url));

/** Path of an environment's values file. */
export function valuesFile(environment: Environment): string {
  return fileURLToPath(new URL(`../../fixtures/charts/imprun/${environment}.yaml`, import.meta.url));
}

/** Turns on what dev leaves out of the cluster; staging and prod have it on already. */
export const everything: Overrides = {
  "imprun-server.enabled": true,
  "imprun-console.enabled": true,
  "imp-runtime-exporter.enabled": true,
  "global.secrets.jwt.name": "jwt",
  "global.secrets.jwt.version": "v1",
};

const renderings = new Map<string, Rendering>();

/** Renders one environment as release `imprun` in namespace `imprun-system`, once. Fails with Helm's message. */
export function render(environment: Environment, overrides: Overrides = {}, directory = chart): Rendering {
  const key = JSON.stringify([environment, overrides, directory]);
  const known = renderings.get(key) ?? renderAgain(environment, overrides, directory);
  renderings.set(key, known);
  return known;
}

/** The same as `render`, in a new run of Helm. */
export function renderAgain(environment: Environment, overrides: Overrides = {}, directory = chart): Rendering {
  const { status, stdout, stderr } = template(environment, overrides, directory);
  assert.equal(status, 0, stderr);
  const objects = parseAllDocuments(stdout)
    .map((document) => document.toJS() as KubernetesObject | null)
    .filter((object) => object !== null);
  return { text: stdout, objects };
}

/** The message with which Helm refuses one environment with the overrides. Fails when it renders after all. */
export function refusal(environment: Environment, overrides: Overrides): string {
  const { status, stderr } = template(environment, overrides, chart);
  assert.notEqual(status, 0, "expected Helm to refuse these values");
  return stderr;
}

function template(environment: Environment, overrides: Overrides, directory: string) {
  const sets = Object.entries(overrides).flatMap(([path, value]) => ["--set-json", `${path}=${JSON.stringify(value)}`]);
  const args = ["template", "imprun", directory, "--namespace", "imprun-system", "--kube-version", "1.36.3"];
  return spawnSync(toolPath("helm"), [...args, "--values", valuesFile(environment), ...sets], { encoding: "utf8" });
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

/** Every pod template with its workload's name. */
export function podTemplates(rendering: Rendering): { name: string; template: V1PodTemplateSpec }[] {
  return [...all(rendering, "Deployment"), ...all(rendering, "StatefulSet")].map((workload) => {
    assert.ok(workload.spec, `${workload.metadata?.name} has no spec`);
    return { name: workload.metadata?.name ?? "", template: workload.spec.template };
  });
}

/** Init and main containers of a pod template. */
export function containers(template: V1PodTemplateSpec): V1Container[] {
  return [...(template.spec?.initContainers ?? []), ...(template.spec?.containers ?? [])];
}

/** The first main container of a workload. */
export function mainContainer(rendering: Rendering, kind: "Deployment" | "StatefulSet", name: string): V1Container {
  const container = one(rendering, kind, name).spec?.template.spec?.containers[0];
  assert.ok(container, `${kind} ${name} has no container`);
  return container;
}
