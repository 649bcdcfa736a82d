import { sealedValues } from "../../config/encrypted-files.ts";
import { counted } from "../../core/counted.ts";
import { UserError } from "../../core/problem.ts";
import { placesOf, valuesOf } from "../../plan/secret-places.ts";
import { kubeconfigPath } from "../cluster/cluster.ts";
import { type Context, type Decided, decide, projectFolder } from "../context.ts";
import { prepareTools } from "../engine/toolchain.ts";
import type { Report } from "../report/report.ts";
import { parseGivenFiles } from "./given.ts";
import { missingValues, type NewValue } from "./missing-values.ts";
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
  if (backend !== "sops" && backend !== "sealed-secrets") {
    throw new UserError(`Stack '${context.stack}' keeps no secrets in git.`, [
      { path: "environment.secrets.backend", message: `'${backend}' needs no sealing; sealed-secrets and sops do` },
    ]);
  }
  const { encrypted } = decided.settings;
  const known = secrets.map(({ name }) => name);
  const strange = options.rotate.filter((name) => !known.includes(name));
  if (strange.length > 0) {
    throw new UserError(
      "There is no such secret.",
      strange.map((name) => ({ path: "--rotate", message: `'${name}'; there are ${known.join(", ")}` })),
    );
  }
  const values = await missingValues(
    secrets,
    (secret, name) => {
      if (options.rotate.includes(secret.name)) return false;
      if (backend === "sops") return encrypted.sops[secret.name]?.[name] !== undefined;
      // Once sealed, a value cannot be sealed again for another place: where one lacks it, a new one is made for all.
      const readers = placesOf([secret]).filter((place) => Object.values(valuesOf(place)).includes(name));
      return readers.every((place) => sealedValues(encrypted, place)[name] !== undefined);
    },
    parseGivenFiles(options.given),
    context,
  );
  const files =
    backend === "sops" ? await intoSops(values, context) : await intoSealed(values, context, decided, options.cert);
  return report(context.stack, values, files);
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
