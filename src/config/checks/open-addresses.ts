import { covers, overlaps } from "../../core/cidr.ts";
import type { JsonObject } from "../../core/json.ts";
import { showPath } from "../path.ts";
import { policyPeers } from "../policy-values.ts";
import type { Check } from "./check.ts";

/** What a network policy opens to addresses outside is not open to every pod of the cluster as well. */
export const openAddresses: Check = function* (checked) {
  for (const { path, peers } of policyPeers("addresses", ["ingress"], checked)) {
    for (const [index, peer] of peers.entries()) {
      const message = openness(peer, checked.environment.clusterNetworks);
      if (message !== undefined) yield { path: showPath([...path, index]), message };
    }
  }
};

/** What is said of a peer that lets pods in by their addresses; nothing of any other. */
function openness({ address, except }: JsonObject, networks: readonly string[]): string | undefined {
  if (typeof address !== "string") return undefined;
  const excepted = (Array.isArray(except) ? except : []).map(String);
  const met = networks.filter(
    (network) => overlaps(address, network) && !excepted.some((range) => covers(range, network)),
  );
  if (met.length === 0) return undefined;
  const outside = met.every((network) => address !== network && covers(address, network));
  const mend = outside
    ? `add except: [${[...excepted, ...met].join(", ")}]`
    : "take it away, and name who may call as apps";
  return `'${address}' lets in pods of the cluster itself, which has ${met.join(" and ")} (environment.clusterNetworks); ${mend}`;
}
