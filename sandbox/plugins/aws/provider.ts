import { equal, isMap, known, type Property, type PropertyMap, plain, Secret } from "../protocol/property.ts";
import type { Change, Changes, CheckCall, Checked, DiffCall, Provider, ReadCall } from "../protocol/provider.ts";
import { packageVersion } from "../protocol/serve.ts";
import { type Account, configuredAccount } from "./configuration.ts";
import type { Kind } from "./kind.ts";
import { secret } from "./secret.ts";
import { secretVersion } from "./secret-version.ts";

const kinds = new Map<string, Kind>([
  ["aws:secretsmanager/secret:Secret", secret],
  ["aws:secretsmanager/secretVersion:SecretVersion", secretVersion],
]);

function kindOf(type: string): Kind {
  const kind = kinds.get(type);
  if (kind !== undefined) return kind;
  throw new Error(`${type} is not known to this stand-in, only ${[...kinds.keys()].join(", ")}`);
}

function check(call: CheckCall, account: Account): Checked {
  const kind = kindOf(call.type);
  if (account.problem !== undefined) throw new Error(account.problem);
  const { inputs, failures = [] } = kind.check(call);
  const refused = kind.leftOut.filter((name) => (call.new[name] ?? null) !== null);
  const reason = "left out by this stand-in for the AWS provider";
  return { inputs, failures: [...failures, ...refused.map((property) => ({ property, reason }))] };
}

/** Not set, and set to nothing, are the same to AWS. */
function normal(value: Property | undefined): Property {
  const isEmpty = value === undefined || value === "" || (isMap(value) && Object.keys(value).length === 0);
  return isEmpty ? null : value;
}

function diff(call: DiffCall): Changes {
  const kind = kindOf(call.type);
  const old = plain(call.old);
  const now = plain(call.new);
  const properties = new Map<string, Change>();
  for (const name of [...kind.replacing, ...kind.updatable]) {
    const before = normal(old[name]);
    const after = normal(now[name]);
    // What the program does not say about what cannot change in place is AWS' own choice.
    const isChosen = after === null && kind.replacing.includes(name);
    if (isChosen || call.ignoreChanges.includes(name) || equal(before, after)) continue;
    const change = before === null ? "add" : after === null ? "delete" : "update";
    properties.set(name, { kind: change, replace: kind.replacing.includes(name), input: false });
  }
  return { some: properties.size > 0, properties };
}

async function read(call: ReadCall, account: Account) {
  const kind = kindOf(call.type);
  const live = await kind.read(call.id, known(call.outputs), account);
  if (live === undefined) return undefined;
  const isImport = Object.keys(call.inputs).length === 0;
  const names = isImport ? [...kind.replacing, ...kind.updatable] : Object.keys(call.inputs);
  const inputs: PropertyMap = { ...call.inputs };
  for (const name of names) {
    const value = live[name];
    const content = value instanceof Secret ? value.value : value;
    if (value === undefined || (isImport && normal(content) === null)) continue;
    if (!equal(normal(plain(call.inputs)[name]), normal(content))) inputs[name] = value;
  }
  return { id: call.id, outputs: live, inputs };
}

/** Secrets and their versions in an emulator of AWS Secrets Manager; nothing else of AWS, and never AWS itself. */
export function aws(): Provider {
  let configured: Account | undefined;
  const account = (): Account => {
    if (configured === undefined) throw new Error("the provider has not been configured");
    return configured;
  };
  return {
    version: packageVersion("@pulumi/aws"),
    diffConfig: async (call) => {
      const [old, now] = [plain(call.old), plain(call.new)];
      const names = new Set([...Object.keys(old), ...Object.keys(now)]);
      const changed = [...names].filter((name) => !equal(normal(old[name]), normal(now[name])));
      const change: Change = { kind: "update", replace: false, input: false };
      return { some: changed.length > 0, properties: new Map(changed.map((name) => [name, change])) };
    },
    configure: async (variables) => {
      configured = configuredAccount(variables);
    },
    check: async (call) => check(call, account()),
    diff: async (call) => diff(call),
    create: async (call) => {
      const kind = kindOf(call.type);
      if (call.preview) return { id: "", outputs: kind.preview(call.inputs, account()) };
      return kind.create(call.inputs, account());
    },
    read: (call) => read(call, account()),
    update: async (call) => {
      const kind = kindOf(call.type);
      if (call.preview) return { ...call.old, ...call.new };
      return kind.update(call.id, plain(call.old), call.new, account());
    },
    delete: (call) => kindOf(call.type).delete(call.id, plain(call.outputs), account()),
  };
}
