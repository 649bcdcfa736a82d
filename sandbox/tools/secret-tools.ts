import type { Tool } from "./catalog.ts";
import { pinnedVersion } from "./pinned.ts";

const os = process.platform;
const architecture = process.arch === "x64" ? "amd64" : process.arch;

function sealedSecretsTool(name: string, command: string): Tool {
  const module = "github.com/bitnami-labs/sealed-secrets";
  const version = pinnedVersion("sealed-secrets", module);
  return {
    name,
    version,
    module: "sealed-secrets",
    goPackage: `${module}/cmd/${command}`,
    linkerVariables: { "main.VERSION": version },
    versionArguments: ["--version"],
    accepts: "major",
  };
}

// The controller looks for its token where pods have it. As a process of a sandbox it finds it in the sandbox's folder,
// which is its working directory.
function sealedSecretsController(): Tool {
  const inPod = "/var/run/secrets/kubernetes.io/serviceaccount";
  const texts: [string, string][] = ["token", "ca.crt"].map((file) => [
    `"${inPod}/${file}"`,
    `"access/serviceaccount/${file}"`,
  ]);
  return {
    ...sealedSecretsTool("sealed-secrets-controller", "controller"),
    accepts: "exact",
    changes: { module: "k8s.io/client-go", file: "rest/config.go", texts },
  };
}

function sops(): Tool {
  const module = "github.com/getsops/sops/v3";
  const version = pinnedVersion("sops", module);
  const base = `https://github.com/getsops/sops/releases/download/${version}`;
  return {
    name: "sops",
    version,
    module: "sops",
    goPackage: `${module}/cmd/sops`,
    linkerVariables: {},
    versionArguments: ["--version", "--disable-version-check"],
    accepts: "patch",
    release: {
      url: `${base}/sops-${version}.${os}.${architecture}`,
      checksum: { url: `${base}/sops-${version}.checksums.txt`, form: "sums" },
    },
  };
}

function ageTool(name: string): Tool {
  const module = "filippo.io/age";
  const version = pinnedVersion("age", module);
  return {
    name,
    version,
    module: "age",
    goPackage: `${module}/cmd/${name}`,
    linkerVariables: { "main.Version": version },
    versionArguments: ["--version"],
    accepts: "major",
  };
}

/** Programs that seal and encrypt secrets. Nothing asks for them but what works with such secrets. */
export const SECRET_TOOLS: readonly Tool[] = [
  sealedSecretsController(),
  sealedSecretsTool("kubeseal", "kubeseal"),
  sops(),
  ageTool("age"),
  ageTool("age-keygen"),
];
