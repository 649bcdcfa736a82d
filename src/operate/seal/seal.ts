import { sealedValues } from "../../config/encrypted-files.ts";
import { counted } from "../../core/counted.ts";
import { UserError } from "../../core/problem.ts";
import { isPrevious } from "../../core/secret.ts";
import { placesOf, valuesOf } from "../../plan/secret-places.ts";
import type { SecretKeyPlan, SecretPlan } from "../../plan/secrets.ts";
import { kubeconfigPath } from "../cluster/cluster.ts";
import { type Context, type Decided, decide, projectFolder } from "../context.ts";
import { prepareTools } from "../engine/toolchain.ts";
import type { Report } from "../report/report.ts";
import { givenValues, parseGivenFiles } from "./given.ts";
import { type Ask, type Holds, missingValues, type NewValue } from "./missing-values.ts";
import { sealForCluster } from "./sealed-secrets.ts";
import { sealWithSops } from "./sops.ts";

/** What `seal` may be told. */
export interface SealOptions {
  /** `key=file` for each given value that is not typed. */
  readonly given: readonly string[];
  /** Secrets whose values are made and asked for anew. */
  readonly rotate: readonly string[];
  /** The controller's certificate (PEM); without it, it is fetched from the cluster. */
  readonly cert?: string;
}

/**
 * Puts every value that a stack's store in git does not hold yet there, encrypted: generated ones are made, given ones asked for.
 * @throws UserError if the stack keeps its secrets elsewhere, or a value cannot be had.
 */
export async function sealReport(context: Context, options: SealOptions): Promise<Report> {
  const decided = await decide(context);
  const { secrets } = decided.plan;
  const { backend } = decided.settings.environment.secrets;
  if (!keepsInGit(decided)) {
    throw new UserError(`Stack '${context.stack}' keeps no secrets in git.`, [
      { path: "environment.secrets.backend", message: `'${backend}' needs no sealing; sealed-secrets and sops do` },
    ]);
  }
  const known = secrets.map(({ name }) => name);
  const strange = options.rotate.filter((name) => !known.includes(name));
  if (strange.length > 0) {
    throw new UserError(
      "There is no such secret.",
      strange.map((name) => ({ path: "--rotate", message: `'${name}'; there are ${known.join(", ")}` })),
    );
  }
  const given = parseGivenFiles(options.given);
  const { values, files } = await sealValues(context, decided, {
    renews: (secret, key) => options.rotate.includes(secret.name) && !isPrevious(key),
    ask: (keys) => givenValues(keys, given, context, "seal"),
    ...(options.cert === undefined ? {} : { cert: options.cert }),
  });
  return report(context.stack, values, files);
}

/** What is sealed, and where its values come from. */
export interface Sealing {
  /** Which values are made or asked for anew, although git holds them. */
  readonly renews: (secret: SecretPlan, key: SecretKeyPlan) => boolean;
  readonly ask: Ask;
  /** The controller's certificate (PEM); without it, it is fetched from the cluster. */
  readonly cert?: string;
}

/** Whether a stack keeps its secrets in git, encrypted. */
export function keepsInGit({ settings }: Decided): boolean {
  const { backend } = settings.environment.secrets;
  return backend === "sops" || backend === "sealed-secrets";
}

/** Encrypts what git does not hold yet, or is to hold anew; returns the values by name, and the files that changed. */
export async function sealValues(
  context: Context,
  decided: Decided,
  { renews, ask, cert }: Sealing,
): Promise<{ readonly values: readonly NewValue[]; readonly files: readonly string[] }> {
  const { encrypted, environment } = decided.settings;
  const bySops = environment.secrets.backend === "sops";
  const holds: Holds = (secret, key) => {
    const { value } = key;
    if (renews(secret, key)) return false;
    if (bySops) return encrypted.sops[secret.name]?.[value] !== undefined;
    // Once sealed, a value cannot be sealed again for another place: where one lacks it, a new one is made for all.
    const readers = placesOf([secret]).filter((place) => Object.values(valuesOf(place)).includes(value));
    return readers.every((place) => sealedValues(encrypted, place)[value] !== undefined);
  };
  const values = await missingValues(decided.plan.secrets, holds, ask);
  const files = bySops ? await intoSops(values, context) : await intoSealed(values, context, decided, cert);
  return { values, files };
}

async function intoSops(values: readonly NewValue[], context: Context): Promise<readonly string[]> {
  const { sops } = await prepareTools(context, ["sops"]);
  return sealWithSops(values, sops, { ...context, directory: projectFolder(context) });
}

async function intoSealed(
  values: readonly NewValue[],
  context: Context,
  { settings, plan }: Decided,
  cert: string | undefined,
): Promise<readonly string[]> {
  const { kubeseal } = await prepareTools(context, ["kubeseal"]);
  const path = kubeconfigPath(plan.cluster, context.directory);
  const cluster = ["--context", plan.cluster.context, ...(path === undefined ? [] : ["--kubeconfig", path])];
  const certificate = cert === undefined ? cluster : ["--cert", cert];
  const place = { ...context, directory: projectFolder(context) };
  return sealForCluster(values, settings.encrypted, { kubeseal, certificate }, place);
}

function report(stack: string, values: readonly NewValue[], files: readonly string[]): Report {
  const names = values.map(({ secret, name }) => `${secret.namespace}/${secret.name}: ${name}`);
  return {
    command: "seal",
    stack,
    outcome: "fine",
    headline:
      values.length === 0
        ? "Every value is in git already."
        : `${counted(values.length, "value")} encrypted; commit ${files.join(", ")}.`,
    sections: [{ kind: "list", title: "Encrypted", items: names }],
    data: { values: names, files },
  };
}
