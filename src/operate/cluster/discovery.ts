import { mapsAt, textAt } from "../../core/fields.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Api } from "./api.ts";

/** A kind of object that an API server serves. */
export interface ServedKind {
  /** `v1`, or `group/version`. */
  readonly apiVersion: string;
  readonly kind: string;
  /** Name in paths, such as `deployments`. */
  readonly plural: string;
  readonly namespaced: boolean;
}

const aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/** Every kind that an API server serves, in every version. @throws Error if it does not tell. */
export async function servedKinds(api: Api): Promise<readonly ServedKind[]> {
  const answers = await Promise.all(["/api", "/apis"].map((path) => api.ask({ path, accept: aggregated })));
  return answers.flatMap(({ status, body }) => {
    if (status !== 200) throw new Error(`discovery ended with ${status}: ${body.message ?? ""}`);
    return mapsAt(body, "items").flatMap(groupKinds);
  });
}

function groupKinds({ metadata, versions }: JsonObject): readonly ServedKind[] {
  const group = textAt(metadata, "name");
  return mapsAt(versions).flatMap(({ version, resources }) =>
    mapsAt(resources).flatMap(({ resource, responseKind, scope }) => {
      const kind = textAt(responseKind, "kind");
      const apiVersion = group === "" ? String(version) : `${group}/${version}`;
      return [{ apiVersion, kind, plural: String(resource), namespaced: scope === "Namespaced" }];
    }),
  );
}

/** The versions and kinds as `.Capabilities.APIVersions` of Helm names them, sorted. */
export function apiVersionsOf(kinds: readonly ServedKind[]): readonly string[] {
  return [...new Set(kinds.flatMap(({ apiVersion, kind }) => [apiVersion, `${apiVersion}/${kind}`]))].sort();
}
