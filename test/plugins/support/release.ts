import { Namespace } from "@pulumi/kubernetes/core/v1/namespace.js";
import { Release } from "@pulumi/kubernetes/helm/v3/release.js";
import { Provider } from "@pulumi/kubernetes/provider.js";
import type { Input } from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";

/** What the program of the release cases says; a case changes it between two runs. */
export interface ReleaseWish {
  kubeconfig: string;
  namespace: string;
  chart: string;
  name: string;
  values: Record<string, Input<string | boolean>>;
  /** Seconds that Helm waits. */
  timeout: number;
  atomic?: boolean;
  /** URL of a chart repository. */
  repository?: string;
  version?: string;
  /** False when the program has no release any more. */
  wanted: boolean;
}

/** A program of one namespace and one release in it. */
export function releaseProgram(wish: ReleaseWish): PulumiFn {
  return async () => {
    const provider = new Provider("cluster", { kubeconfig: wish.kubeconfig, clusterIdentifier: "contract" });
    const place = new Namespace("place", { metadata: { name: wish.namespace } }, { provider });
    if (!wish.wanted) return {};
    const { kubeconfig: _, wanted: __, repository, ...args } = wish;
    const from = repository === undefined ? {} : { repositoryOpts: { repo: repository } };
    const options = { provider, dependsOn: [place], deleteBeforeReplace: true };
    const release = new Release("release", { ...args, ...from, maxHistory: 5 }, options);
    return { status: release.status, names: release.resourceNames };
  };
}
