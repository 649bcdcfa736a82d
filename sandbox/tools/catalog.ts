import { CHECK_TOOLS } from "./check-tools.ts";
import { pinnedVersion } from "./pinned.ts";
import { SECRET_TOOLS } from "./secret-tools.ts";

/** One file of an official release. */
export interface Release {
  url: string;
  /** Path of the program inside the archive; absent if the file is the program itself. */
  member?: string;
  /** Where the project publishes the file's SHA-256, and in which form. */
  checksum: { url: string; form: "sums" | "github-release" };
}

/** Texts to be replaced in one file of a Go module, before and after. The module's own folder is left alone. */
export interface SourceChange {
  module: string;
  file: string;
  texts: [before: string, after: string][];
}

/** A program the sandbox runs, and the ways to get it. */
export interface Tool {
  name: string;
  /** With a leading "v", as in the go.mod that pins it. */
  version: string;
  /** The folder of the go.mod. */
  module: string;
  /** The Go package of the program. */
  goPackage: string;
  /** What the linker has to set so that the program knows its version. */
  linkerVariables: Record<string, string>;
  /** Arguments that make the program print its version. */
  versionArguments: string[];
  /** Which versions found on PATH will do: any of the same major or minor version, or exactly this one. */
  accepts: "major" | "patch" | "exact";
  /** What has to be another text in the source of a Go module for the program to run outside of a pod. */
  changes?: SourceChange;
  /** The official release for this platform; undefined if the project publishes none. */
  release?: Release;
}

const GITHUB = "https://github.com";
// Releases name platforms the way Go does.
const os = process.platform;
const architecture = process.arch === "x64" ? "amd64" : process.arch;

const MODULES = {
  etcd: "go.etcd.io/etcd/server/v3",
  helm: "helm.sh/helm/v3",
  kubernetes: "k8s.io/kubernetes",
  kwok: "sigs.k8s.io/kwok",
  pulumi: "github.com/pulumi/pulumi/pkg/v3",
};

function pinned(folder: keyof typeof MODULES): string {
  return pinnedVersion(folder, MODULES[folder]);
}

function kubernetesTool(name: string): Tool {
  const version = pinned("kubernetes");
  const [major = "", minor = ""] = version.slice(1).split(".");
  const url = `https://dl.k8s.io/release/${version}/bin/${os}/${architecture}/${name}`;
  return {
    name,
    version,
    module: "kubernetes",
    goPackage: `${MODULES.kubernetes}/cmd/${name}`,
    linkerVariables: {
      "k8s.io/component-base/version.gitVersion": version,
      "k8s.io/component-base/version.gitMajor": major,
      "k8s.io/component-base/version.gitMinor": minor,
    },
    versionArguments: ["--version"],
    accepts: "exact",
    // Servers are published for Linux alone.
    ...(os === "linux" && { release: { url, checksum: { url: `${url}.sha256`, form: "sums" as const } } }),
  };
}

function etcd(): Tool {
  const version = pinned("etcd");
  const folder = `etcd-${version}-${os}-${architecture}`;
  const base = `${GITHUB}/etcd-io/etcd/releases/download/${version}`;
  return {
    name: "etcd",
    version,
    module: "etcd",
    goPackage: MODULES.etcd,
    linkerVariables: {},
    versionArguments: ["--version"],
    accepts: "exact",
    release: {
      url: `${base}/${folder}.${os === "linux" ? "tar.gz" : "zip"}`,
      member: `${folder}/etcd`,
      checksum: { url: `${base}/SHA256SUMS`, form: "sums" },
    },
  };
}

function helm(): Tool {
  const version = pinned("helm");
  const url = `https://get.helm.sh/helm-${version}-${os}-${architecture}.tar.gz`;
  return {
    name: "helm",
    version,
    module: "helm",
    goPackage: `${MODULES.helm}/cmd/helm`,
    linkerVariables: { "helm.sh/helm/v3/internal/version.version": version },
    versionArguments: ["version", "--short"],
    accepts: "patch",
    release: { url, member: `${os}-${architecture}/helm`, checksum: { url: `${url}.sha256sum`, form: "sums" } },
  };
}

function kwok(): Tool {
  const version = pinned("kwok");
  const repository = "kubernetes-sigs/kwok";
  return {
    name: "kwok",
    version,
    module: "kwok",
    goPackage: `${MODULES.kwok}/cmd/kwok`,
    linkerVariables: { "sigs.k8s.io/kwok/pkg/consts.Version": version },
    versionArguments: ["--version"],
    accepts: "exact",
    release: {
      url: `${GITHUB}/${repository}/releases/download/${version}/kwok-${os}-${architecture}`,
      // No checksum file is published; GitHub states each file's digest in the release's description.
      checksum: { url: `https://api.github.com/repos/${repository}/releases/tags/${version}`, form: "github-release" },
    },
  };
}

function pulumi(): Tool {
  const version = pinned("pulumi");
  return {
    name: "pulumi",
    version,
    module: "pulumi",
    goPackage: `${MODULES.pulumi}/cmd/pulumi`,
    linkerVariables: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": version },
    versionArguments: ["version"],
    accepts: "patch",
    // Downloads go through the Automation API's own installer (pulumi-installer.ts).
  };
}

/** Every program the sandbox knows, by name. */
export const TOOLS: ReadonlyMap<string, Tool> = new Map(
  [
    pulumi(),
    helm(),
    etcd(),
    kubernetesTool("kube-apiserver"),
    kubernetesTool("kube-controller-manager"),
    kubernetesTool("kube-scheduler"),
    kwok(),
    ...SECRET_TOOLS,
    ...CHECK_TOOLS,
  ].map((tool) => [tool.name, tool]),
);
