import { readdirSync } from "node:fs";
import path from "node:path";
import { certificateFile, componentKubeconfig } from "./credentials.ts";
import { EXTRAS, type Extra, extraCommand, extrasOf, services } from "./extras.ts";
import type { Command } from "./processes.ts";
import type { Sandbox, SandboxRecord } from "./record.ts";

/** The addresses k3s gives to services and pods unless told otherwise. */
const SERVICE_ADDRESSES = "10.43.0.0/16";
const POD_ADDRESSES = "10.42.0.0/16";

/** Seconds a node counts as alive after its last sign of life. */
const LEASE_SECONDS = 40;

/** The processes of a sandbox, in the order they are started in. */
export const COMPONENTS = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
  "controllers",
] as const;

/** One of the processes of a sandbox. */
export type Component = (typeof COMPONENTS)[number] | Extra;

/** The processes of this sandbox: those of every sandbox, and what it has on request. */
export function componentsOf(record: SandboxRecord): Component[] {
  return [...COMPONENTS, ...extrasOf(record)];
}

function isExtra(component: Component): component is Extra {
  return EXTRAS.some((extra) => extra === component);
}

/** The components that are programs to be provided; the others come with the sandbox itself. */
export const PROGRAMS = COMPONENTS.filter((component) => component !== "controllers");

/** How to run a component; `programs` holds the path of each program. */
export function componentCommand(
  component: Component,
  sandbox: Sandbox,
  record: SandboxRecord,
  programs: Record<string, string>,
): Command {
  if (isExtra(component)) return extraCommand(component, sandbox, record, programs);
  const program = programs[component] ?? process.execPath;
  switch (component) {
    case "etcd":
      return { program, args: etcd(sandbox) };
    case "kube-apiserver":
      return { program, args: apiServer(sandbox, record) };
    case "kube-controller-manager":
      return { program, args: controllerManager(sandbox) };
    case "kube-scheduler":
      return { program, args: scheduler(sandbox) };
    case "kwok":
      return { program, args: kwok(sandbox, record) };
    case "controllers": {
      const script = path.resolve(import.meta.dirname, "..", "controllers", "main.ts");
      const endpoint = services(sandbox, record).aws?.endpoint;
      const args = [script, componentKubeconfig(sandbox, "controllers"), sandbox.directory];
      // The name that External Secrets itself knows for another address of the service.
      return { program, args, ...(endpoint !== undefined && { env: { AWS_SECRETSMANAGER_ENDPOINT: endpoint } }) };
    }
  }
}

// A socket in the sandbox's folder, which is this user's alone, needs neither a port nor certificates. Its path is
// relative to that folder because the path of a socket may not be longer than about 100 characters.
const DATASTORE = "unix://etcd.sock";

function etcd(sandbox: Sandbox): string[] {
  // A member has to advertise addresses with a port, although nobody ever asks for this one's.
  const nowhere = "http://127.0.0.1:2380";
  return [
    `--data-dir=${path.join(sandbox.directory, "etcd")}`,
    `--listen-client-urls=${DATASTORE}`,
    `--advertise-client-urls=${nowhere}`,
    "--listen-peer-urls=unix://etcd-peer.sock",
    `--initial-advertise-peer-urls=${nowhere}`,
    `--initial-cluster=default=${nowhere}`,
    // A power cut may cost a throw-away cluster its data; waiting for the disk would cost every run time.
    "--unsafe-no-fsync",
    "--log-level=warn",
  ];
}

function apiServer(sandbox: Sandbox, record: SandboxRecord): string[] {
  const serviceAccountKey = certificateFile(sandbox, "service-account", "key");
  return [
    `--etcd-servers=${DATASTORE}`,
    "--bind-address=127.0.0.1",
    "--advertise-address=127.0.0.1",
    // Loopback cannot be an endpoint of the "kubernetes" Service, and no simulated pod ever calls it.
    "--endpoint-reconciler-type=none",
    `--secure-port=${record.ports.api}`,
    `--tls-cert-file=${certificateFile(sandbox, "kube-apiserver", "crt")}`,
    `--tls-private-key-file=${certificateFile(sandbox, "kube-apiserver", "key")}`,
    `--client-ca-file=${certificateFile(sandbox, "ca", "crt")}`,
    "--authorization-mode=RBAC",
    // Webhooks are answered by pods, and simulated pods do not answer.
    "--disable-admission-plugins=MutatingAdmissionWebhook,ValidatingAdmissionWebhook",
    "--allow-privileged=true",
    `--service-cluster-ip-range=${SERVICE_ADDRESSES}`,
    "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
    `--service-account-key-file=${serviceAccountKey}`,
    `--service-account-signing-key-file=${serviceAccountKey}`,
    `--kubelet-certificate-authority=${certificateFile(sandbox, "ca", "crt")}`,
    "--kubelet-preferred-address-types=InternalIP",
    "--profiling=false",
  ];
}

function controllerManager(sandbox: Sandbox): string[] {
  const access = componentKubeconfig(sandbox, "kube-controller-manager");
  return [
    `--kubeconfig=${access}`,
    // Its own rate limit would stretch the start by seconds.
    "--kube-api-qps=500",
    "--kube-api-burst=1000",
    "--use-service-account-credentials=true",
    `--service-account-private-key-file=${certificateFile(sandbox, "service-account", "key")}`,
    `--root-ca-file=${certificateFile(sandbox, "ca", "crt")}`,
    `--cluster-signing-cert-file=${certificateFile(sandbox, "ca", "crt")}`,
    `--cluster-signing-key-file=${certificateFile(sandbox, "ca", "key")}`,
    `--cluster-cidr=${POD_ADDRESSES}`,
    "--allocate-node-cidrs=false",
    ...alone,
  ];
}

function scheduler(sandbox: Sandbox): string[] {
  return [`--kubeconfig=${componentKubeconfig(sandbox, "kube-scheduler")}`, ...alone];
}

// One instance of each: nothing to elect, and no port of its own to serve on.
const alone = ["--leader-elect=false", "--secure-port=0", "--profiling=false"];

function kwok(sandbox: Sandbox, record: SandboxRecord): string[] {
  const folder = path.resolve(import.meta.dirname, "..", "kwok");
  const stages = readdirSync(folder).filter((file) => file.endsWith(".yaml"));
  return [
    `--kubeconfig=${componentKubeconfig(sandbox, "kwok")}`,
    // Relative to the folder it is started in: kwok takes a comma in a path for the end of it.
    ...stages.map((file) => `--config=${path.join(path.relative(sandbox.directory, folder), file)}`),
    "--manage-all-nodes=false",
    "--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake",
    `--node-lease-duration-seconds=${LEASE_SECONDS}`,
    `--cidr=${POD_ADDRESSES}`,
    "--node-ip=127.0.0.1",
    `--node-port=${record.ports.kubelet}`,
    `--server-address=127.0.0.1:${record.ports.kubelet}`,
    `--tls-cert-file=${certificateFile(sandbox, "kubelet", "crt")}`,
    `--tls-private-key-file=${certificateFile(sandbox, "kubelet", "key")}`,
  ];
}
