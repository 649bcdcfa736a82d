import { writingContainer } from "../../catalog/pod-security.ts";
import type { Amounts } from "../../catalog/resources.ts";
import { volumeClaim } from "../../catalog/volume-claim.ts";
import { isKept } from "../../config/database-secrets.ts";
import type { ClickhouseSettings } from "../../config/databases.ts";
import type { Settings } from "../../config/settings.ts";
import type { JsonObject } from "../../core/json.ts";
import { podLabels } from "./access.ts";

/** User and group of ClickHouse in its images. */
export const user = 101;

/** What pods of the ClickHouse operator are made from. */
interface PodParts {
  readonly name: string;
  /** Database whose policies hold for the pods. */
  readonly database: string;
  readonly container: string;
  readonly image: string;
  readonly resources: { readonly requests: Amounts; readonly limits: Amounts };
  readonly annotations: Readonly<Record<string, string>>;
  /** The namespace's own unless given. */
  readonly serviceAccount?: string | undefined;
}

/** A template of pods: without rights, each on a node of its own as far as there are enough. */
export function podTemplate(parts: PodParts): JsonObject {
  const { name, database, container, image, resources, annotations, serviceAccount } = parts;
  const labels = podLabels(database);
  const spread = {
    weight: 100,
    podAffinityTerm: { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { ...labels } } },
  };
  return {
    name,
    metadata: {
      labels: { ...labels },
      ...(Object.keys(annotations).length === 0 ? {} : { annotations: { ...annotations } }),
    },
    spec: {
      ...(serviceAccount === undefined ? {} : { serviceAccountName: serviceAccount }),
      securityContext: { runAsUser: user, runAsGroup: user, fsGroup: user, runAsNonRoot: true },
      affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [spread] } },
      containers: [
        {
          name: container,
          image,
          imagePullPolicy: "IfNotPresent",
          resources: { requests: { ...resources.requests }, limits: { ...resources.limits } },
          securityContext: { ...writingContainer, capabilities: { drop: ["ALL"] } },
        },
      ],
    },
  };
}

/** A template of volumes, which stay with a database that is kept. */
export function volumeTemplate(database: ClickhouseSettings, { environment }: Settings): JsonObject {
  return {
    name: "data",
    reclaimPolicy: isKept(database, environment) ? "Retain" : "Delete",
    spec: volumeClaim(database.storage, environment),
  };
}
