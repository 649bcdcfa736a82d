import type { Component } from "../catalog/component.ts";
import { type JsonObject, overlay } from "../core/json.ts";
import { type Problem, UserError } from "../core/problem.ts";
import { statedAt, withBlueprints } from "./blueprints.ts";
import type { ChartSupply } from "./chart-lock.ts";
import type { LocalChart } from "./charts.ts";
import { archives, missingArchives } from "./checks/archives.ts";
import { blueprints } from "./checks/blueprints.ts";
import { certificates } from "./checks/certificates.ts";
import { chartValues } from "./checks/chart-values.ts";
import type { Check, Checked } from "./checks/check.ts";
import { componentUsers } from "./checks/component-users.ts";
import { databases } from "./checks/databases.ts";
import { delivery } from "./checks/delivery.ts";
import { plainSecrets } from "./checks/given-secrets.ts";
import { hosts } from "./checks/hosts.ts";
import { images } from "./checks/images.ts";
import { loadBalancers } from "./checks/load-balancers.ts";
import { missingSecrets } from "./checks/missing-secrets.ts";
import { monitoring } from "./checks/monitoring.ts";
import { namedPeers } from "./checks/named-peers.ts";
import { names } from "./checks/names.ts";
import { openAddresses } from "./checks/open-addresses.ts";
import { requirements } from "./checks/requirements.ts";
import { store } from "./checks/store.ts";
import { templates } from "./checks/templates.ts";
import { traffic } from "./checks/traffic.ts";
import { unusedHosts } from "./checks/unused-hosts.ts";
import { values } from "./checks/values.ts";
import type { EncryptedFiles } from "./encrypted-files.ts";
import { type Environment, environmentSchema } from "./environment-schema.ts";
import { readablePart } from "./readable.ts";
import { schemaProblems } from "./schema-problems.ts";
import { type StackFile, stackFileName } from "./stack-file.ts";

/** Everything that a plan is made from: checked, complete with defaults, and free of secret values. */
export interface Settings {
  /** Name of the stack: the folder that is its own where several lie side by side. */
  readonly stack: string;
  readonly environment: Environment;
  readonly catalog: readonly Component[];
  readonly charts: Readonly<Record<string, LocalChart>>;
  readonly supply: ChartSupply;
  /** For each given secret that is set: what changes when its value does. */
  readonly fingerprints: Readonly<Record<string, string>>;
  /** Secrets that are kept encrypted in git. */
  readonly encrypted: EncryptedFiles;
  /** Given secrets that are not set, archives that are not there: a plan can be made without them, a resource cannot. */
  readonly missing: readonly Problem[];
}

/** The checks over several fields, in the order in which their problems are told. */
const checks: readonly Check[] = [
  blueprints,
  names,
  requirements,
  hosts,
  unusedHosts,
  images,
  certificates,
  delivery,
  databases,
  traffic,
  componentUsers,
  store,
  monitoring,
  values,
  chartValues,
  openAddresses,
  namedPeers,
  loadBalancers,
  templates,
  plainSecrets,
  archives,
];

const noFiles: EncryptedFiles = { sealed: {}, sops: {} };

/** What surrounds a stack file when it is checked. */
export interface Surroundings {
  readonly catalog: readonly Component[];
  readonly charts: Readonly<Record<string, LocalChart>>;
  readonly supply: ChartSupply;
  /** What the stack keeps encrypted in git; nothing where it keeps its secrets elsewhere. */
  readonly encrypted?: EncryptedFiles;
  /** A one-off change from the command line, laid over the stack file. */
  readonly override?: JsonObject;
}

/**
 * Checks one environment and completes it with defaults.
 * @throws UserError with every problem at once.
 */
export function checkSettings(file: StackFile, surroundings: Surroundings): Settings {
  const { catalog, charts, supply, encrypted = noFiles, override = {} } = surroundings;
  const stated = overlay(overlay(file.shared, file.environment), override);
  const document = withBlueprints(stated);
  const schema = environmentSchema(catalog);
  const result = schema.safeParse(document);
  const given = { catalog, charts, supply, encrypted, entries: file.entries, stack: file.stack };
  if (!result.success) {
    const shape = schemaProblems(schema, "environment", document, result.error.issues);
    const environment = readablePart(schema, document);
    // What was taken away cannot be required: that check waits for a document of the right shape.
    const others = checks.filter((check) => check !== requirements);
    const further = environment === undefined ? [] : found(others, { ...given, environment });
    // What is wrong in itself is told once.
    const told = new Set(shape.map(({ path }) => path));
    throw invalid(file.stack, [...shape, ...further.filter(({ path }) => !told.has(path))], stated);
  }
  const checked = { ...given, environment: result.data };
  const problems = found(checks, checked);
  if (problems.length > 0) throw invalid(file.stack, problems, stated);
  const fingerprints = Object.entries(file.entries).flatMap(([key, entry]) =>
    entry.kind === "encrypted" ? [[key, entry.fingerprint] as const] : [],
  );
  return {
    stack: file.stack,
    environment: result.data,
    catalog,
    charts,
    supply,
    encrypted,
    fingerprints: Object.fromEntries(fingerprints),
    missing: atAllPlaces(asStated(found([missingSecrets, missingArchives], checked), stated)),
  };
}

/** A stack file's layers as one environment of the right shape that nothing else was asked of; nothing if the shape is wrong. */
export function uncheckedEnvironment(
  { shared, environment }: StackFile,
  { catalog, override = {} }: Pick<Surroundings, "catalog" | "override">,
): Environment | undefined {
  return environmentSchema(catalog).safeParse(withBlueprints(overlay(overlay(shared, environment), override))).data;
}

function found(checks: readonly Check[], checked: Checked): readonly Problem[] {
  return checks.flatMap((check) => [...check(checked)]);
}

/** Problems at the places where the stack file says what is wrong, each once: apps may take it over from one blueprint. */
function asStated(problems: readonly Problem[], document: JsonObject): readonly Problem[] {
  const placed = problems.map((problem) => ({ ...problem, path: statedAt(problem.path, document) }));
  return placed.filter(
    ({ path, message }, index) =>
      placed.findIndex((other) => other.path === path && other.message === message) === index,
  );
}

/** Problems that one command mends, each once: at the first place, with the others named. */
function atAllPlaces(problems: readonly Problem[]): readonly Problem[] {
  const alike = Map.groupBy(problems, ({ path, message, fix = path }) => `${message}\n${fix}`);
  return [...alike.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const places = others.map(({ path }) => path).join(", ");
    return [others.length === 0 ? first : { ...first, message: `${first.message}; also wanted by ${places}` }];
  });
}

/** The error that tells every problem of one stack file. */
function invalid(stack: string, problems: readonly Problem[], document: JsonObject): UserError {
  const told = asStated(problems, document);
  const count = told.length === 1 ? "1 problem" : `${told.length} problems`;
  return new UserError(`${stackFileName(stack)}: ${count}`, told);
}
