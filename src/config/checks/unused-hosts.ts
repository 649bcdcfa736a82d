import { isObject, overlay } from "../../core/json.ts";
import { partValues } from "../part-values.ts";
import { showPath } from "../path.ts";
import type { Check } from "./check.ts";

/** A host of an app leads to a part that is there, and that its values let requests into. */
export const unusedHosts: Check = function* ({ environment }) {
  for (const [name, app] of Object.entries(environment.apps)) {
    const values = overlay(partValues(name, app, environment), app.values);
    for (const [part, host] of Object.entries(app.hosts)) {
      const path = showPath(["environment", "apps", name, "hosts", part]);
      const { enabled, ingress, route } = isObject(values[part]) ? values[part] : {};
      const open = [ingress, route].some((way) => isObject(way) && way.enabled === true);
      const off =
        enabled === false ? "enabled" : environment.ingress.kind === "traefik" ? "ingress.enabled" : "route.enabled";
      if (enabled !== false && open) continue;
      yield {
        path,
        message: `'${host}' leads nowhere: environment.apps.${name}.values.${part}.${off} is false; take away one of the two`,
      };
    }
  }
};
