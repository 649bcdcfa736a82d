import type { Resource } from "@pulumi/pulumi";
import type { Plan } from "./plan/plan.ts";
import { AppSecret } from "./resources/app-secret.ts";
import { createProvider } from "./resources/cluster.ts";
import { createNamespace } from "./resources/namespace.ts";
import { createRelease } from "./resources/release.ts";

/** Creates what a plan says, in its order: cluster → namespaces → secrets → releases. Returns the stack's outputs. */
export function createEnvironment(plan: Plan) {
  const provider = createProvider(plan.cluster);
  const namespaces = new Map(
    plan.namespaces.map((namespace) => [namespace.name, createNamespace(namespace, provider)]),
  );
  const inNamespace = (name: string): Resource[] => [namespaces.get(name) ?? []].flat();
  const secrets = plan.secrets.map((secret) => {
    const name = `${secret.namespace}/${secret.name}`;
    const dependsOn = inNamespace(secret.namespace);
    return {
      owner: secret.owner,
      resource: new AppSecret(name, { plan: secret }, { providers: [provider], dependsOn }),
    };
  });
  const releases = new Map<string, Resource>();
  for (const release of plan.releases) {
    const required = release.requires.flatMap((name) => releases.get(name) ?? []);
    const own = secrets.filter(({ owner }) => owner === release.name).map(({ resource }) => resource);
    releases.set(
      release.name,
      createRelease(release, provider, [...inNamespace(release.namespace), ...own, ...required]),
    );
  }
  return outputs(plan);
}

/** What the stack tells others: names and versions, no secret. */
function outputs(plan: Plan) {
  return {
    domain: plan.domain,
    cluster: plan.cluster.identifier,
    namespaces: plan.namespaces.map(({ name }) => name),
    releases: Object.fromEntries(
      plan.releases.map(({ name, namespace, chart }) => [
        name,
        { namespace, chart: chart.name, version: chart.version },
      ]),
    ),
    secrets: Object.fromEntries(
      plan.secrets.map(({ name, namespace, keys, version }) => [
        name,
        { namespace, keys: keys.map(({ key }) => key), version },
      ]),
    ),
  };
}
