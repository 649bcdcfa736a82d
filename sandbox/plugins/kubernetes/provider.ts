import type { Provider } from "../protocol/provider.ts";
import { packageVersion } from "../protocol/serve.ts";
import { type Cluster, configure } from "./cluster.ts";
import { diffConfiguration } from "./configuration.ts";
import { checkObject } from "./object/check.ts";
import { diffObject } from "./object/diff.ts";
import { createObject, deleteObject, updateObject } from "./object/lifecycle.ts";
import { readObject } from "./object/read.ts";
import { checkRelease } from "./release/check.ts";
import { diffRelease } from "./release/diff.ts";
import { createRelease, deleteRelease, readRelease, updateRelease } from "./release/lifecycle.ts";

const isRelease = (call: { type: string }): boolean => call.type === "kubernetes:helm.sh/v3:Release";

/** Kubernetes objects by server-side apply, and Helm releases by the Helm CLI. */
export function kubernetes(): Provider {
  const cancellation = new AbortController();
  let configured: Cluster | undefined;
  const cluster = (): Cluster => {
    if (configured === undefined) throw new Error("the provider has not been configured");
    return configured;
  };
  return {
    version: packageVersion("@pulumi/kubernetes"),
    diffConfig: diffConfiguration,
    configure: async (variables, engine) => {
      configured = await configure(variables, engine, cancellation.signal);
    },
    check: (call) => (isRelease(call) ? checkRelease(call, cluster()) : checkObject(call, cluster())),
    diff: async (call) => (isRelease(call) ? diffRelease(call) : diffObject(call, cluster())),
    create: (call) => (isRelease(call) ? createRelease(call, cluster()) : createObject(call, cluster())),
    read: (call) => (isRelease(call) ? readRelease(call, cluster()) : readObject(call, cluster())),
    update: (call) => (isRelease(call) ? updateRelease(call, cluster()) : updateObject(call, cluster())),
    delete: (call) => (isRelease(call) ? deleteRelease(call, cluster()) : deleteObject(call, cluster())),
    cancel: () => cancellation.abort(),
  };
}
