import type { Component } from "../../catalog/component.ts";
import type { Problem } from "../../core/problem.ts";
import type { Environment } from "../environment-schema.ts";
import { hostsOf } from "../hosts.ts";
import { showPath } from "../path.ts";
import type { Check } from "./check.ts";

const root = ["environment", "ingress"];

/** The Gateway API's own limit. */
const mostListeners = 64;

/** A Gateway is served and has room for every host; who is sent to another host arrives. */
export const traffic: Check = function* (checked) {
  const { ingress, certificates } = checked.environment;
  for (const [host, target] of Object.entries(ingress.redirects)) {
    if (ingress.redirects[target] === undefined) continue;
    yield {
      path: showPath([...root, "redirects", host]),
      message: `'${target}' is sent elsewhere itself; name the host that answers`,
    };
  }
  if (ingress.kind !== "gateway-api") return;
  yield* servingComponent(checked.environment, ingress.class, checked.catalog);
  const hosts = hostsOf(checked).length;
  if (certificates !== undefined && hosts >= mostListeners) {
    yield {
      path: showPath(root),
      message: `a Gateway has at most ${mostListeners} listeners: one for http and one for each host, of which there are ${hosts}; move apps to another environment`,
    };
  }
};

/** The component that serves the Gateway does so only if it is told to. */
function* servingComponent(
  { components }: Environment,
  name: string,
  catalog: readonly Component[],
): Iterable<Problem> {
  const component = catalog.find((candidate) => candidate.name === name);
  const settings = components[name];
  if (component === undefined || settings === undefined || !("gatewayApi" in component.settings.shape)) return;
  if ("gatewayApi" in settings && settings.gatewayApi === true) return;
  yield {
    path: showPath([...root, "class"]),
    message: `${name} does not serve Gateways; set environment.components.${name}.gatewayApi: true`,
  };
}
