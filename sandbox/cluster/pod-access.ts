import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ApiClient } from "./api-client.ts";
import { certificateFile } from "./credentials.ts";
import { type Sandbox, writePrivate } from "./record.ts";

/** Longer than any sandbox lives. */
const TOKEN_SECONDS = 10 * 365 * 24 * 3600;
const WAIT_MS = 30_000;
const POLL_MS = 100;

/**
 * Gives a process what a pod finds in its own file system, in `access/serviceaccount` of the sandbox: the token of an account
 * that may do everything, and the authority to trust. Throws if the API server refuses.
 */
export async function preparePodAccess(
  sandbox: Sandbox,
  api: ApiClient,
  namespace: string,
  account: string,
): Promise<void> {
  const folder = path.join(sandbox.directory, "access", "serviceaccount");
  if (existsSync(path.join(folder, "token"))) return;
  const binding = {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: `sandbox:${account}` },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
    subjects: [{ kind: "ServiceAccount", name: account, namespace }],
  };
  const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`;
  await post(api, accounts, { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: account, namespace } });
  await post(api, "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", binding);
  const request = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest" };
  const body = { ...request, spec: { expirationSeconds: TOKEN_SECONDS } };
  const answer: { status: { token: string } } = JSON.parse(await post(api, `${accounts}/${account}/token`, body));
  writePrivate(path.join(folder, "ca.crt"), readFileSync(certificateFile(sandbox, "ca", "crt"), "utf8"));
  writePrivate(path.join(folder, "token"), answer.status.token);
}

async function post(api: ApiClient, where: string, body: object): Promise<string> {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const answer = await api("POST", where, body);
    if (answer.status === 201 || answer.status === 409) return answer.body;
    // A new cluster has its namespaces and roles a moment after its API server is ready.
    if (Date.now() > deadline) throw new Error(`the API server refuses POST ${where} (${answer.status})`);
    await sleep(POLL_MS);
  }
}
