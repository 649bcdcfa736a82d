import { mapsAt } from "../../../core/fields.ts";
import { kindOf, type RenderedObject } from "../../render/object.ts";
import { answering } from "./endpoints.ts";
import { at, texts } from "./fields.ts";
import { loosened } from "./guards.ts";
import { openedPods } from "./pod-openings.ts";
import type { RiskRule } from "./risk.ts";

/** What a change of one object opens; a side is absent where the object is new, or goes. */
export type Look = (before: RenderedObject | undefined, after: RenderedObject | undefined) => readonly string[];

/** How a change opens something to more callers than before. */
export const exposure: RiskRule = ({ before, after }) =>
  [openedService, answering, loosened, openedPods].flatMap((look) => look(before, after));

const openedService: Look = (before, after) => {
  if (after === undefined || kindOf(after) !== "Service") return [];
  const known = texts(at(before?.object, "spec.externalIPs"));
  const addresses = texts(at(after.object, "spec.externalIPs")).filter((address) => !known.includes(address));
  return [
    ...openedType(before, after),
    ...(addresses.length === 0 ? [] : [`is reached from outside at ${addresses.join(", ")}`]),
  ];
};

function openedType(before: RenderedObject | undefined, after: RenderedObject): readonly string[] {
  const type = at(after.object, "spec.type");
  if (type !== "NodePort" && type !== "LoadBalancer") return [];
  if (before === undefined || at(before.object, "spec.type") !== type) return [`is reached from outside: ${type}`];
  const ranges = (of: RenderedObject) => texts(at(of.object, "spec.loadBalancerSourceRanges"));
  const limited = ranges(before).length > 0 && ranges(before).join() !== ranges(after).join();
  const ports = portsOf(after).filter((port) => !portsOf(before).includes(port));
  return [
    ...(limited ? ["other addresses may reach it"] : []),
    ...(ports.length === 0 ? [] : [`is reached from outside on port ${ports.join(", ")}`]),
  ];
}

function portsOf({ object }: RenderedObject): readonly string[] {
  const ports = mapsAt(object, "spec", "ports");
  return ports.map(({ port, protocol = "TCP" }) => (protocol === "TCP" ? `${port}` : `${port}/${protocol}`));
}
