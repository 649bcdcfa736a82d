import { mapsAt, textAt, textsAt } from "../../../core/fields.ts";
import { containersOf, nameOf, podOf } from "../../../rules/pods.ts";
import type { RenderedObject } from "../../render/render.ts";
import type { Look } from "./exposure.ts";
import { at } from "./fields.ts";

/** What of a node a pod shares, by the field that says so. */
const shared = {
  hostNetwork: "the network",
  hostPID: "the processes",
  hostIPC: "the shared memory",
} as const;

/** Pods that reach what is their node's. */
export const openedPods: Look = (before, after) => {
  const [was, is] = [openings(before), openings(after)];
  const added = is.filter((opening) => !was.includes(opening));
  return added.length === 0 ? [] : [`its pods use ${added.join(", ")}`];
};

function openings(rendered: RenderedObject | undefined): readonly string[] {
  if (rendered === undefined) return [];
  const pod = podOf(rendered.object);
  const containers = containersOf(rendered.object);
  const paths = mapsAt(pod, "volumes").map((volume) => textAt(volume, "hostPath", "path"));
  const ports = containers.flatMap((container) => mapsAt(container, "ports")).flatMap(({ hostPort }) => hostPort || []);
  return [
    ...Object.entries(shared).flatMap(([field, what]) => (at(pod, field) === true ? [`${what} of the node`] : [])),
    ...paths.filter((path) => path !== "").map((path) => `${path} of the node`),
    ...ports.map((port) => `port ${port} of the node`),
    ...containers.flatMap((container) => [
      ...(at(container, "securityContext.privileged") === true ? [`all of the node (${nameOf(container)})`] : []),
      ...textsAt(container, "securityContext", "capabilities", "add").map((name) => `the right ${name}`),
    ]),
  ];
}
