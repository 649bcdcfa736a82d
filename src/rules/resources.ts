import { z } from "zod";
import { at } from "../core/fields.ts";
import { tiers } from "../core/tier.ts";
import { celHas } from "./cel.ts";
import { faultyContainers, nameOf, ownContainersOf, podKinds, podResources, podVariables } from "./pods.ts";
import { defineRule } from "./rule.ts";

/** What each container says of its resources. A limit of CPU would slow it down where there is CPU to spare. */
const wanted = ["requests.cpu", "requests.memory", "limits.memory"] as const;

/** Requests of CPU and memory, and a limit of memory. */
export const resources = defineRule({
  id: "resources",
  title: "Each container says how much CPU and memory it needs, and how much memory it may have at most.",
  why: "Without requests the scheduler overfills nodes; without a memory limit one leak takes its neighbours down with it.",
  fix: "Set resources.requests.cpu, resources.requests.memory and resources.limits.memory.",
  kinds: podKinds,
  tiers,
  scope: "apps",
  sees: "object",
  parameters: z.strictObject({}),
  // What is added to a pod that runs may ask for nothing: it takes of what the pod has.
  *check(object) {
    for (const container of ownContainersOf(object)) {
      const missing = wanted.filter((path) => at(container, "resources", ...path.split(".")) === undefined);
      if (missing.length > 0) yield `${nameOf(container)} has no ${missing.join(", ")}`;
    }
  },
  admission: {
    expression: () => ({
      resources: podResources,
      variables: podVariables,
      faults: faultyContainers(
        `!(${wanted.map((path) => celHas("c", `resources.${path}`)).join(" && ")})`,
        `lacks one of ${wanted.join(", ")}`,
        "own",
      ),
    }),
  },
});
