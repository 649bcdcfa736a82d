import { showPath } from "../path.ts";
import type { Check } from "./check.ts";

/** A host belongs to one part of one app, and lies in the environment's domain. */
export const hosts: Check = function* ({ environment }) {
  const owners = new Map<string, string>();
  for (const [app, { hosts }] of Object.entries(environment.apps)) {
    for (const [part, host] of Object.entries(hosts)) {
      const path = showPath(["environment", "apps", app, "hosts", part]);
      const owner = owners.get(host);
      if (owner !== undefined)
        yield { path, message: `'${host}' is already the host of ${owner}; a host has one owner` };
      else owners.set(host, path);
      if (host !== environment.domain && !host.endsWith(`.${environment.domain}`)) {
        yield { path, message: `'${host}' lies outside the environment's domain '${environment.domain}'` };
      }
    }
  }
};
