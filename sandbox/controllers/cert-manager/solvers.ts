import type { Secrets } from "../secrets.ts";
import { type Certificate, type Issuer, type SecretKey, type Solver, secretsNamespace } from "./kinds.ts";

/**
 * Why an ACME issuer cannot prove that the names of a certificate are one's own: a name without a solver (a wildcard
 * needs one for DNS-01), or a solver whose credentials are missing. Undefined if it can.
 */
export async function challengeProblem(
  secrets: Secrets,
  issuer: Issuer,
  certificate: Certificate,
): Promise<string | undefined> {
  for (const name of certificate.spec?.dnsNames ?? []) {
    const solver = solverFor(name, issuer.spec?.acme?.solvers ?? [], certificate.metadata?.labels ?? {});
    if (solver === undefined) {
      const hint = name.startsWith("*.") ? ": a wildcard needs a DNS-01 solver" : "";
      return (
        "Failed to determine a valid solver configuration for the set of domains on the Order: no configured challenge " +
        `solvers can be used for this challenge (${name}${hint})`
      );
    }
    const missing = await missingCredentials(secrets, secretsNamespace(issuer), solver);
    if (missing !== undefined) return `Error presenting challenge for ${name}: ${missing}`;
  }
  return undefined;
}

function solverFor(name: string, solvers: Solver[], labels: Record<string, string>): Solver | undefined {
  const usable = solvers.filter((solver) => solver.dns01 !== undefined || !name.startsWith("*."));
  const scored = usable
    .map((solver) => ({ solver, score: score(name, solver, labels) }))
    .filter(({ score }) => score >= 0)
    .sort((left, right) => right.score - left.score);
  return scored[0]?.solver;
}

/** How exactly a solver is meant for a name; negative if it is not meant for it at all. */
function score(name: string, { selector }: Solver, labels: Record<string, string>): number {
  if (selector === undefined) return 0;
  const { dnsNames = [], dnsZones = [], matchLabels = {} } = selector;
  const wantedLabels = Object.entries(matchLabels);
  if (!wantedLabels.every(([key, value]) => labels[key] === value)) return -1;
  if (dnsNames.length > 0 && !dnsNames.includes(name)) return -1;
  const bare = name.replace(/^\*\./, "");
  const zones = dnsZones.filter((zone) => bare === zone || bare.endsWith(`.${zone}`));
  if (dnsZones.length > 0 && zones.length === 0) return -1;
  const longestZone = Math.max(0, ...zones.map((zone) => zone.length));
  return (dnsNames.length > 0 ? 100_000 : 0) + longestZone * 100 + wantedLabels.length;
}

async function missingCredentials(secrets: Secrets, namespace: string, { dns01 }: Solver): Promise<string | undefined> {
  const { cloudflare, route53 } = dns01 ?? {};
  const wanted: [string, SecretKey | undefined][] = [
    ["cloudflare", cloudflare?.apiTokenSecretRef],
    ["cloudflare", cloudflare?.apiKeySecretRef],
    ["route53", route53?.accessKeyIDSecretRef],
    ["route53", route53?.secretAccessKeySecretRef],
  ];
  for (const [provider, reference] of wanted) {
    if (reference === undefined) continue;
    try {
      await secrets.text(namespace, reference.name, reference.key ?? "");
    } catch (error) {
      return `error getting ${provider} secret: ${error instanceof Error ? error.message : error}`;
    }
  }
  return undefined;
}
