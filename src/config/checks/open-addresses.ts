import { covers, overlaps } from "../../core/cidr.ts";
import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import type { Problem } from "../../core/problem.ts";
import { appValues } from "../app-values.ts";
import { type Path, showPath } from "../path.ts";
import type { Check } from "./check.ts";

/** What a network policy opens to addresses outside is not open to every pod of the cluster as well. */
export const openAddresses: Check = function* (checked) {
  const { apps, clusterNetworks } = checked.environment;
  for (const name of Object.keys(apps)) {
    const values = appValues(name, checked);
    if (values !== undefined) yield* within(["environment", "apps", name, "values"], values, clusterNetworks);
  }
};

function* within(path: Path, values: JsonObject, networks: readonly string[]): Iterable<Problem> {
  for (const [key, value] of Object.entries(values)) {
    const place = [...path, key];
    if (key === "networkPolicy" && isObject(value)) yield* policy(place, value, networks);
    else if (isObject(value)) yield* within(place, value, networks);
  }
}

/** Addresses that may call: those of the policy itself, or of its `ingress`. */
function* policy(path: Path, { addresses, ingress }: JsonObject, networks: readonly string[]): Iterable<Problem> {
  const inner = isObject(ingress) ? ingress.addresses : undefined;
  yield* peers([...path, "addresses"], addresses, networks);
  yield* peers([...path, "ingress", "addresses"], inner, networks);
}

function* peers(path: Path, list: Json | undefined, networks: readonly string[]): Iterable<Problem> {
  for (const [index, peer] of Array.isArray(list) ? list.entries() : []) {
    const { address, except } = isObject(peer) ? peer : {};
    if (typeof address !== "string") continue;
    const excepted = (Array.isArray(except) ? except : []).map(String);
    const met = networks.filter(
      (network) => overlaps(address, network) && !excepted.some((range) => covers(range, network)),
    );
    if (met.length === 0) continue;
    const outside = met.every((network) => address !== network && covers(address, network));
    yield {
      path: showPath([...path, index]),
      message: `'${address}' lets in pods of the cluster itself, which has ${met.join(" and ")} (environment.clusterNetworks); ${
        outside ? `add except: [${[...excepted, ...met].join(", ")}]` : "take it away, and name who may call as apps"
      }`,
    };
  }
}
