import type { Tool } from "./catalog.ts";
import { pinnedVersion } from "./pinned.ts";

const os = process.platform;
const architecture = process.arch === "x64" ? "amd64" : process.arch;

function actionlint(): Tool {
  const module = "github.com/rhysd/actionlint";
  const version = pinnedVersion("actionlint", module);
  const base = `https://${module}/releases/download/${version}/actionlint_${version.slice(1)}`;
  return {
    name: "actionlint",
    version,
    module: "actionlint",
    goPackage: `${module}/cmd/actionlint`,
    linkerVariables: {},
    versionArguments: ["-version"],
    accepts: "major",
    release: {
      url: `${base}_${os}_${architecture}.tar.gz`,
      member: "actionlint",
      checksum: { url: `${base}_checksums.txt`, form: "sums" },
    },
  };
}

function kustomize(): Tool {
  const module = "sigs.k8s.io/kustomize/kustomize/v5";
  const version = pinnedVersion("kustomize", module);
  const base = `https://github.com/kubernetes-sigs/kustomize/releases/download/kustomize%2F${version}`;
  return {
    name: "kustomize",
    version,
    module: "kustomize",
    goPackage: module,
    linkerVariables: { "sigs.k8s.io/kustomize/api/provenance.version": version },
    versionArguments: ["version"],
    accepts: "major",
    release: {
      url: `${base}/kustomize_${version}_${os}_${architecture}.tar.gz`,
      member: "kustomize",
      checksum: { url: `${base}/checksums.txt`, form: "sums" },
    },
  };
}

/** Programs that check what is in this repository, and what it writes. Nothing asks for them but tests. */
export const CHECK_TOOLS: readonly Tool[] = [actionlint(), kustomize()];
