import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { type Certificate, issue, newAuthority, newKey, type Subject } from "./certificates.ts";
import { kubeconfigFile, type Sandbox, writePrivate } from "./record.ts";

const AUTHORITY = "sandbox";

/** The clients of the API server, by the name of the file that holds their access. */
const CLIENTS: Record<string, Subject> = {
  admin: { commonName: "sandbox-admin", organization: "system:masters" },
  "kube-controller-manager": { commonName: "system:kube-controller-manager" },
  "kube-scheduler": { commonName: "system:kube-scheduler" },
  kwok: { commonName: "sandbox-kwok", organization: "system:masters" },
  controllers: { commonName: "sandbox-controllers", organization: "system:masters" },
};

const SERVERS: Record<string, Subject> = {
  "kube-apiserver": {
    commonName: "kube-apiserver",
    hosts: ["127.0.0.1", "localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "10.43.0.1"],
  },
  // Every simulated node has the address of loopback.
  kubelet: { commonName: "kubelet", hosts: ["127.0.0.1", "localhost"] },
};

/** The file of a certificate (crt) or key of the sandbox. */
export function certificateFile(sandbox: Sandbox, name: string, kind: "crt" | "key"): string {
  return path.join(sandbox.directory, "certificates", `${name}.${kind}`);
}

/** The kubeconfig with which one of the sandbox's own processes reaches the API server. */
export function componentKubeconfig(sandbox: Sandbox, client: string): string {
  return client === "admin" ? kubeconfigFile(sandbox) : path.join(sandbox.directory, "access", `${client}.kubeconfig`);
}

/** Makes every certificate and key of a sandbox that is not there yet. */
export function ensureCertificates(sandbox: Sandbox): void {
  const last = certificateFile(sandbox, "service-account", "key");
  if (existsSync(last)) return;
  const authority = newAuthority(AUTHORITY);
  save(sandbox, "ca", authority);
  for (const [name, subject] of Object.entries({ ...SERVERS, ...CLIENTS })) {
    save(sandbox, name, issue(authority, subject));
  }
  // Comes last: its presence says that all the others are there.
  writePrivate(last, newKey());
}

function save(sandbox: Sandbox, name: string, { certificate, key }: Certificate): void {
  writePrivate(certificateFile(sandbox, name, "crt"), certificate);
  writePrivate(certificateFile(sandbox, name, "key"), key);
}

/** Writes the kubeconfig of every client for an API server on this port. */
export function writeKubeconfigs(sandbox: Sandbox, port: number): void {
  for (const client of Object.keys(CLIENTS)) {
    writePrivate(componentKubeconfig(sandbox, client), kubeconfig(sandbox, client, port));
  }
}

function kubeconfig(sandbox: Sandbox, client: string, port: number): string {
  const name = `sandbox-${sandbox.name}`;
  const inline = (file: string) => readFileSync(file).toString("base64");
  return stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      "current-context": name,
      contexts: [{ name, context: { cluster: name, user: name } }],
      clusters: [
        {
          name,
          cluster: {
            server: serverAddress(port),
            "certificate-authority-data": inline(certificateFile(sandbox, "ca", "crt")),
          },
        },
      ],
      users: [
        {
          name,
          user: {
            "client-certificate-data": inline(certificateFile(sandbox, client, "crt")),
            "client-key-data": inline(certificateFile(sandbox, client, "key")),
          },
        },
      ],
    },
    { lineWidth: 0 },
  );
}

/** The address of an API server on this port. */
export function serverAddress(port: number): string {
  return `https://127.0.0.1:${port}`;
}
