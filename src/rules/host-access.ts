import { z } from "zod";
import { at, mapsAt, textAt } from "../core/fields.ts";
import type { JsonObject } from "../core/json.ts";
import { tiers } from "../core/tier.ts";
import { celHas } from "./cel.ts";
import { containerResources, containersOf, faultyContainers, nameOf, podKinds, podOf, podVariables } from "./pods.ts";
import { defineRule } from "./rule.ts";

const shared = ["hostNetwork", "hostPID", "hostIPC"] as const;

/** Nothing of the node for a pod: not its network, its processes, its files or its devices. */
export const hostAccess = defineRule({
  id: "host-access",
  title: "Pods share nothing with their node: no hostPath, no hostNetwork, not privileged.",
  why: "Who reaches the node reaches every pod on it, with their secrets.",
  fix: "Take hostPath, hostPort, hostNetwork, hostPID, hostIPC and privileged away; a volume claim or a Service does the same.",
  kinds: podKinds,
  tiers,
  scope: "apps",
  sees: "object",
  parameters: z.strictObject({}),
  *check(object) {
    const pod = podOf(object);
    for (const field of shared) if (at(pod, field) === true) yield `the pod has ${field}`;
    for (const volume of mapsAt(pod, "volumes")) {
      if ("hostPath" in volume) yield `volume '${textAt(volume, "name")}' is a hostPath`;
    }
    for (const container of containersOf(object)) yield* containerFaults(container);
  },
  admission: {
    expression: () => ({
      resources: containerResources,
      variables: podVariables,
      faults: [
        ...shared.map(
          (field) => `(has(variables.pod.${field}) && variables.pod.${field} ? ["the pod has ${field}"] : [])`,
        ),
        `(has(variables.pod.volumes) ? dyn(variables.pod.volumes).filter(v, has(v.hostPath)).map(v, "volume '" + v.name + "' is a hostPath") : [])`,
        faultyContainers(
          `${celHas("c", "securityContext.privileged")} && c.securityContext.privileged`,
          "is privileged",
        ),
        faultyContainers(
          "has(c.ports) && c.ports.exists(p, has(p.hostPort) && p.hostPort > 0)",
          "takes a port of the node",
        ),
      ].join(" + "),
    }),
  },
});

function* containerFaults(container: JsonObject): Iterable<string> {
  if (at(container, "securityContext", "privileged") === true) yield `${nameOf(container)} is privileged`;
  if (mapsAt(container, "ports").some(({ hostPort }) => hostPort !== undefined && hostPort !== 0))
    yield `${nameOf(container)} takes a port of the node`;
}
