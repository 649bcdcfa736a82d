import { ownersOf } from "../owners.ts";
import { showPath } from "../path.ts";
import { policyPeers } from "../policy-values.ts";
import type { Check } from "./check.ts";
import { unknownApp } from "./unknown-app.ts";

/** Who may call or be called by name is an app or a component that is there, and in that namespace: nobody tells of a policy that fits no pod. */
export const namedPeers: Check = function* (checked) {
  const { apps, components } = checked.environment;
  const homes = new Map(ownersOf(checked).map(({ name, namespace }) => [name, namespace]));
  const namespaces = new Set(homes.values());
  for (const { app: owner, path, peers } of policyPeers("apps", ["ingress", "egress"], checked)) {
    for (const [index, { app, namespace }] of peers.entries()) {
      // Another namespace may have apps of another stack.
      if (typeof app !== "string" || (namespace !== undefined && !namespaces.has(String(namespace)))) continue;
      const place = [...path, index];
      const home = homes.get(app);
      if (home === undefined) {
        yield { path: showPath([...place, "app"]), message: unknownApp(app, apps, Object.keys(components)) };
      } else if (home !== (namespace ?? apps[owner]?.namespace)) {
        yield { path: showPath(place), message: `${app} is in namespace ${home}; give namespace: ${home}` };
      }
    }
  }
};
