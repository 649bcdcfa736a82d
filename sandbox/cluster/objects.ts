import { readFileSync } from "node:fs";
import path from "node:path";
import { parseAllDocuments } from "yaml";
import type { ApiClient } from "./api-client.ts";

/** Provisioner and class that k3s brings along; the sandbox's controllers stand in for it. */
const STORAGE_PROVISIONER = "rancher.io/local-path";

/**
 * Creates what a new k3s cluster has before anything is installed: its nodes, its default StorageClass, the kind by which its own
 * charts are configured, and those of Traefik and the Gateway API. What is there already stays as it is. Throws if the API server refuses.
 */
export async function ensureObjects(api: ApiClient, nodes: number, version: string): Promise<void> {
  const names = Array.from({ length: nodes }, (_, index) => index + 1);
  await Promise.all([
    ...names.map((number) => create(api, "/api/v1/nodes", node(number, version))),
    create(api, "/apis/storage.k8s.io/v1/storageclasses", storageClass()),
    ...["helm-chart-config.yaml", "traefik.yaml", "gateway-api.yaml"]
      .flatMap(definitions)
      .map((definition) => create(api, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition)),
  ]);
}

async function create(api: ApiClient, path: string, object: object): Promise<void> {
  const { status, body } = await api("POST", path, object);
  if (status !== 201 && status !== 409) throw new Error(`the API server refuses POST ${path} (${status}): ${body}`);
}

function node(number: number, version: string): object {
  const name = `node-${number}`;
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      annotations: { "kwok.x-k8s.io/node": "fake", "sandbox.platform/version": version },
      labels: {
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "beta.kubernetes.io/os": "linux",
        "beta.kubernetes.io/arch": "amd64",
        // The first node is the server, and like a k3s server it takes pods.
        ...(number === 1 && { "node-role.kubernetes.io/control-plane": "true" }),
      },
    },
    spec: { podCIDR: `10.42.${number - 1}.0/24`, podCIDRs: [`10.42.${number - 1}.0/24`] },
  };
}

/** The definitions in a file of sandbox/crds. */
function definitions(file: string): object[] {
  const text = readFileSync(path.resolve(import.meta.dirname, "..", "crds", file), "utf8");
  return parseAllDocuments(text).map((document) => document.toJS());
}

function storageClass(): object {
  return {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: {
      name: "local-path",
      annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
    },
    provisioner: STORAGE_PROVISIONER,
    reclaimPolicy: "Delete",
    volumeBindingMode: "WaitForFirstConsumer",
  };
}
