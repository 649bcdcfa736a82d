import { parse } from "yaml";
import type { JsonObject } from "../../src/core/json.ts";
import type { ObjectChange } from "../../src/operate/diff/changes.ts";
import { compare } from "../../src/operate/diff/changes.ts";
import { idOf } from "../../src/operate/render/object.ts";
import type { RenderedObject } from "../../src/operate/render/render.ts";

const groups: Readonly<Record<string, string>> = {
  ClusterRole: "rbac.authorization.k8s.io/v1",
  ClusterRoleBinding: "rbac.authorization.k8s.io/v1",
  CustomResourceDefinition: "apiextensions.k8s.io/v1",
  DaemonSet: "apps/v1",
  Deployment: "apps/v1",
  HorizontalPodAutoscaler: "autoscaling/v2",
  Ingress: "networking.k8s.io/v1",
  Job: "batch/v1",
  NetworkPolicy: "networking.k8s.io/v1",
  RoleBinding: "rbac.authorization.k8s.io/v1",
  StatefulSet: "apps/v1",
  StorageClass: "storage.k8s.io/v1",
};

/** An object named `main` of namespace `shop`, from its kind and what else it has as YAML; brought by a release. */
export function rendered(kind: string, body: string, more: Partial<RenderedObject> = {}): RenderedObject {
  const { apiVersion = groups[kind] ?? "v1", metadata = {}, ...rest } = (parse(body) ?? {}) as JsonObject;
  const object = { apiVersion, kind, metadata: { name: "main", ...(metadata as JsonObject) }, ...rest };
  const clustered = new Set([
    "Namespace",
    "ClusterRole",
    "ClusterRoleBinding",
    "CustomResourceDefinition",
    "StorageClass",
  ]);
  return { id: idOf(object, "shop", clustered), object, release: "web", ...more };
}

/** The one change between two forms of an object; nothing on one side where it is not there. */
export function changeOf(kind: string, before: string | undefined, after: string | undefined): ObjectChange {
  const side = (body: string | undefined) => (body === undefined ? [] : [rendered(kind, body)]);
  const [change] = compare(side(before), side(after));
  if (change === undefined) throw new Error("there is no change");
  return change;
}
