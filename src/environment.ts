import type { ProviderResource, Resource } from "@pulumi/pulumi";
import { requirementsOf } from "./plan/admission.ts";
import { stepName } from "./plan/objects.ts";
import type { Plan } from "./plan/plan.ts";
import { placesOf } from "./plan/secret-places.ts";
import { createAwsProvider } from "./resources/aws.ts";
import { createProvider } from "./resources/cluster.ts";
import { createNamespace } from "./resources/namespace.ts";
import { createObject } from "./resources/object.ts";
import { createRelease } from "./resources/release.ts";
import { createSecretAges } from "./resources/secrets/ages.ts";
import { createSecret, type SopsValues } from "./resources/secrets/secret.ts";

/** How one step of a plan becomes a resource. */
interface Step {
  /** Namespaces that it lives in; none if it belongs to the cluster. */
  readonly namespaces: readonly string[];
  readonly requires: readonly string[];
  create(dependsOn: Resource[]): Promise<Resource | undefined> | Resource;
}

/** Creates what a plan says, in its order: cluster → namespaces → secrets, objects and releases. Returns the stack's outputs. */
export async function createEnvironment(plan: Plan, sops: SopsValues = {}) {
  const cluster = createProvider(plan.cluster);
  const aws = await createAwsProvider(plan.secrets);
  const namespaces = new Map(plan.namespaces.map((namespace) => [namespace.name, createNamespace(namespace, cluster)]));
  const steps = stepsOf(plan, sops, cluster, [cluster, ...(aws === undefined ? [] : [aws])]);
  const created = new Map<string, Resource>();
  for (const name of plan.order) {
    const step = steps.get(name);
    if (step === undefined) continue;
    const homes = step.namespaces.flatMap((namespace) => namespaces.get(namespace) ?? []);
    const required = step.requires.flatMap((requirement) => created.get(requirement) ?? []);
    const resource = await step.create([...required, ...homes]);
    if (resource !== undefined) created.set(name, resource);
  }
  tellAges(plan, created, cluster);
  return outputs(plan);
}

/** Tells in each namespace how old the values of its Secrets are, once they have arrived. */
function tellAges({ secrets }: Plan, created: ReadonlyMap<string, Resource>, provider: ProviderResource): void {
  for (const namespace of new Set(secrets.map((secret) => secret.namespace))) {
    const own = secrets.filter((secret) => secret.namespace === namespace);
    const arrived = own.flatMap(({ name }) =>
      ["Secret", "ExternalSecret", "SealedSecret"].flatMap(
        (kind) => created.get(stepName(kind, name, namespace)) ?? [],
      ),
    );
    createSecretAges(namespace, own, { provider, dependsOn: arrived });
  }
}

function stepsOf(
  { secrets, objects, releases }: Plan,
  sops: SopsValues,
  provider: ReturnType<typeof createProvider>,
  providers: ProviderResource[],
): ReadonlyMap<string, Step> {
  const secretSteps = secrets.map((secret): [string, Step] => [
    stepName("Secret", secret.name, secret.namespace),
    {
      namespaces: placesOf([secret]).map(({ namespace }) => namespace),
      requires: [],
      create: (dependsOn) => createSecret(secret, sops, { providers, dependsOn }),
    },
  ]);
  const objectSteps = objects.map((object): [string, Step] => [
    object.name,
    {
      namespaces: [object.namespace],
      requires: object.requires,
      create: (dependsOn) => createObject(object, { provider, dependsOn }),
    },
  ]);
  const releaseSteps = releases.map((release): [string, Step] => [
    release.name,
    {
      namespaces: [release.namespace],
      requires: requirementsOf(release, objects),
      create: (dependsOn) => createRelease(release, provider, dependsOn),
    },
  ]);
  return new Map([...secretSteps, ...objectSteps, ...releaseSteps]);
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
      placesOf(plan.secrets).map(({ name, namespace, keys, version }) => [
        name,
        { namespace, keys: keys.map(({ key }) => key), version },
      ]),
    ),
  };
}
