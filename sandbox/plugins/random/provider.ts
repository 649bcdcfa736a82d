import { containsUnknown, copy, equal, plain } from "../protocol/property.ts";
import type { Change, Changes, CheckCall, Checked, DiffCall, Provider } from "../protocol/provider.ts";
import { packageVersion } from "../protocol/serve.ts";
import { bytes, id } from "./bytes.ts";
import type { Kind } from "./kind.ts";
import { password, string } from "./text.ts";

const kinds = new Map<string, Kind>([
  ["random:index/randomPassword:RandomPassword", password],
  ["random:index/randomString:RandomString", string],
  ["random:index/randomId:RandomId", id],
  ["random:index/randomBytes:RandomBytes", bytes],
]);

function kindOf(type: string): Kind {
  const kind = kinds.get(type);
  if (kind === undefined)
    throw new Error(`${type} is not known to this stand-in, only ${[...kinds.keys()].join(", ")}`);
  return kind;
}

async function check(call: CheckCall): Promise<Checked> {
  const kind = kindOf(call.type);
  const failures = kind.required
    .filter((name) => (call.new[name] ?? null) === null)
    .map((name) => ({ property: name, reason: `Missing required property '${name}'` }));
  if (failures.length === 0 && !containsUnknown(call.new)) {
    failures.push(...kind.problems(call.new).map((reason) => ({ property: kind.required[0] ?? "", reason })));
  }
  return { inputs: copy(call.new), failures };
}

async function diff(call: DiffCall): Promise<Changes> {
  const kind = kindOf(call.type);
  const old = kind.withDefaults(plain(call.old));
  const now = kind.withDefaults(plain(call.new));
  const properties = new Map<string, Change>();
  for (const name of kind.inputs) {
    const before = old[name] ?? null;
    const after = now[name] ?? null;
    if (call.ignoreChanges.includes(name) || equal(before, after)) continue;
    const change = before === null ? "add" : after === null ? "delete" : "update";
    properties.set(name, { kind: change, replace: true, input: false });
  }
  return { some: properties.size > 0, properties };
}

/** Random values that stay until one of their inputs changes: the value lives in the state, nowhere else. */
export const provider: Provider = {
  version: packageVersion("@pulumi/random"),
  check,
  diff,
  create: async (call) => {
    const kind = kindOf(call.type);
    return call.preview ? { id: "", outputs: kind.preview(call.inputs) } : kind.create(call.inputs);
  },
  read: async (call) => {
    if (Object.keys(call.outputs).length === 0) return kindOf(call.type).adopt(call.id);
    return { id: call.id, outputs: call.outputs, inputs: call.inputs };
  },
  update: async (call) => ({ ...call.old, ...call.new }),
  delete: async () => {},
};
