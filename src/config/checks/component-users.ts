import { catalogOf } from "../installed.ts";
import { showPath } from "../path.ts";
import type { Check } from "./check.ts";
import { unknownApp } from "./unknown-app.ts";

/** Whoever is given credentials of a component is an app that is there, and has no secret of that name itself. */
export const componentUsers: Check = function* ({ environment, catalog }) {
  const { apps, components } = environment;
  for (const { name, secrets } of catalogOf(environment, catalog)) {
    for (const { copies = [] } of Object.values(secrets?.(components[name] ?? {}) ?? {})) {
      for (const { app, secret, setting } of copies) {
        const path = showPath(["environment", "components", name, ...setting]);
        if (apps[app] === undefined) yield { path, message: unknownApp(app, apps) };
        else if (apps[app].secrets[secret] !== undefined) {
          yield {
            path,
            message: `the app has a secret '${secret}' of its own; give environment.apps.${app}.secrets.${secret} another name`,
          };
        }
      }
    }
  }
};
