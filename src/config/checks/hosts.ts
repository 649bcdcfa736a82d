import { hostsOf } from "../hosts.ts";
import { showPath } from "../path.ts";
import type { Check } from "./check.ts";

/** A host belongs to one part of one app or component, and lies in the environment's domain. */
export const hosts: Check = function* (checked) {
  const { domain } = checked.environment;
  const owners = new Map<string, string>();
  for (const { host, path: place } of hostsOf(checked)) {
    const path = showPath(place);
    const owner = owners.get(host);
    if (owner !== undefined) yield { path, message: `'${host}' is already the host of ${owner}; a host has one owner` };
    else owners.set(host, path);
    if (host !== domain && !host.endsWith(`.${domain}`)) {
      yield { path, message: `'${host}' lies outside the environment's domain '${domain}'` };
    }
  }
};
