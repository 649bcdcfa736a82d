import { stringify } from "yaml";

/** A stack file of a sandbox environment with that many apps of one chart, each in a namespace of its own. */
export function manyApps(chart: string, count: number): string {
  const apps = Array.from({ length: count }, (_, index) => {
    const name = `app-${String(index + 1).padStart(2, "0")}`;
    return [name, { chart, namespace: name }] as const;
  });
  const environment = {
    tier: "dev",
    domain: "localhost",
    cluster: { kind: "sandbox", name: "many" },
    apps: { imprun: null, ...Object.fromEntries(apps) },
  };
  return stringify({ config: { "imprun:environment": environment } });
}
