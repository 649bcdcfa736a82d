import type { z } from "zod";
import type { JsonObject } from "../core/json.ts";
import type { SecretReference, SecretSource } from "../core/secret.ts";
import type { Tier } from "../core/tier.ts";

/** A chart in a repository, pinned to exactly one version. */
export interface RemoteChart {
  /** Address of the chart repository (`https://…`), or of the chart in an OCI registry (`oci://…/<name>`). */
  readonly repository: string;
  readonly name: string;
  /** The chart's exact version, as its repository writes it. */
  readonly version: string;
}

/** A chart that k3s brings with it: it is configured, not installed. */
export interface BundledChart {
  /** Name of k3s' HelmChart, in namespace kube-system. */
  readonly bundled: string;
}

/** What pods of a namespace may do (Pod Security Standards). */
export type PodSecurity = "restricted" | "baseline" | "privileged";

/** What a component may know about the environment that it is installed in. */
export interface ComponentContext {
  readonly tier: Tier;
  readonly domain: string;
  /** Pods of each controller that may run more than once: what the environment says, else more than one in tier prod. */
  readonly replicas: number;
  /** StorageClass of volumes; empty: the cluster's default. */
  readonly storageClass: string;
  /** Names of the components of the environment. */
  readonly installed: ReadonlySet<string>;
  /** IngressClass of its hosts; absent where the platform itself leads requests to them. */
  readonly ingressClass?: string;
  /** Namespace of an app of the environment; nothing if there is no such app. */
  readonly namespaceOf: (app: string) => string | undefined;
  /** Somebody collects metrics: ServiceMonitors may be created. */
  readonly monitored: boolean;
  /** The Kubernetes Secret that one of the component's `secrets` becomes. */
  readonly secret: (name: string) => SecretReference;
}

/** A Secret that a component needs: where the value under each key comes from. */
export interface ComponentSecret {
  readonly keys: Readonly<Record<string, SecretSource>>;
  /** Workloads that read it. */
  readonly consumers: readonly string[];
  /** Path of the component's setting that is raised to have new values. */
  readonly rotation?: readonly string[];
  /** What apps are given of it: each in a Secret of its own, in its own namespace. */
  readonly copies?: readonly ComponentCopy[];
}

/** A Service that requests are led to. */
export interface BackendService {
  readonly name: string;
  readonly port: number;
}

/** Where applications send their traces, by OTLP over HTTP. */
export interface TraceReceiver {
  readonly service: string;
  /** Of the Service, and of its pods. */
  readonly port: number;
  /** Labels of the pods. */
  readonly pods: Readonly<Record<string, string>>;
}

/** A Secret of an app that is put together from the values of a component's. */
export interface ComponentCopy {
  readonly app: string;
  /** What the app calls it. */
  readonly secret: string;
  /** Each key's text, with keys of the component's Secret in it as {{ key }}. */
  readonly keys: Readonly<Record<string, string>>;
  /** Path of the setting that names the app. */
  readonly setting: readonly string[];
}

/** Pods of a component that have to be reached although their namespace is closed. */
export interface Entrance {
  /** What it is for; becomes part of a policy's name. */
  readonly name: string;
  /** Labels of the pods; none: all of the namespace. */
  readonly pods: Readonly<Record<string, string>>;
  /** The pods of the same namespace, or anybody: the API server, for one, is in none. */
  readonly from: "neighbours" | "anybody";
  /** Ports of the pods; none: all. */
  readonly ports: readonly number[];
}

/** A host that a component is reached by. */
export interface ComponentHost {
  /** Which of its parts it leads to. */
  readonly part: string;
  readonly host: string;
  /** The Secret in which the chart looks for the certificate. */
  readonly secretName: string;
  /** Its Service, for a route; an Ingress is made by the chart. */
  readonly service: BackendService;
  /** Labels of the Service's pods, and the port that they listen on. */
  readonly pods: { readonly labels: Readonly<Record<string, string>>; readonly port: number };
  /** Path of the setting that says it. */
  readonly setting: readonly string[];
}

/** One thing that the platform can install: data, and functions from settings to chart values and needed secrets. */
export interface Component<Settings extends z.ZodObject = z.ZodObject> {
  /** Name in the stack file, of the release, and in `requires` of others. */
  readonly name: string;
  /** What it is for, in one sentence; shown in the configuration reference. */
  readonly summary: string;
  readonly namespace: string;
  /** What its pods need; namespaces shared by several components take the widest. */
  readonly podSecurity: PodSecurity;
  /** What its pods need with the given settings, where these decide. */
  podSecurityWith?(settings: z.output<Settings>): PodSecurity;
  readonly chart: RemoteChart | BundledChart;
  /** Names of components that have to be there before it. */
  readonly requires: readonly string[];
  /** Names of components that it comes after where they are installed. */
  readonly after?: readonly string[];
  /** What a stack file may say about it; every key has a default, so that `{}` is valid. */
  readonly settings: Settings;
  /** Paths of values that are open by design: the chart takes any key below them. */
  readonly open?: readonly string[];
  /** The secrets that it needs, by name. */
  secrets?(settings: z.output<Settings>): Readonly<Record<string, ComponentSecret>>;
  /** The hosts that it is reached by; each has a certificate where the environment has any. */
  hosts?(settings: z.output<Settings>): readonly ComponentHost[];
  /** What has to be reached of it where its namespace is closed, beside its hosts and what takes traces. */
  readonly entrances?: readonly Entrance[];
  /** Its controllers make workloads, volumes or Ingresses in other namespaces, from resources of its own. */
  readonly operates?: true;
  /** Where it takes traces from applications. */
  readonly traces?: TraceReceiver;
  /** The chart's values. Never a secret: values are stored in the cluster with the release. */
  values(settings: z.output<Settings>, context: ComponentContext): JsonObject;
}

/** Declares a component; it only gives the settings their type. */
export function defineComponent<Settings extends z.ZodObject>(component: Component<Settings>): Component<Settings> {
  return component;
}

/** Whether a component is a release of its own, or configured where k3s brings it. */
export function isRemote(chart: RemoteChart | BundledChart): chart is RemoteChart {
  return "repository" in chart;
}
