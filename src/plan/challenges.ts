import { hostsOf } from "../config/hosts.ts";
import type { Settings } from "../config/settings.ts";

/** Namespaces in which an authority asks over HTTP whether a name is ours: those of the certificates, while one is issued or renewed. */
export function challengedNamespaces(settings: Settings): readonly string[] {
  const { certificates } = settings.environment;
  if (certificates === undefined || !("challenge" in certificates.issuer)) return [];
  if (certificates.issuer.challenge.kind !== "http-01") return [];
  const certified = [...hostsOf(settings), ...Object.values(certificates.list)];
  return [...new Set(certified.map(({ namespace }) => namespace))].sort();
}
