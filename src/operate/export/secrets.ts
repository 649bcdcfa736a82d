import { existsSync } from "node:fs";
import { command } from "../../core/command.ts";
import { type Problem, UserError } from "../../core/problem.ts";
import { stepName } from "../../plan/objects.ts";
import type { Plan } from "../../plan/plan.ts";
import { placesOf } from "../../plan/secret-places.ts";
import type { Decided } from "../context.ts";
import type { PlainSecret } from "./units.ts";

/** Secrets whose values the program itself brings into the cluster; the others arrive by objects of their store. */
export function plainSecrets({ secrets }: Plan): readonly PlainSecret[] {
  return placesOf(secrets)
    .filter(({ keeper }) => keeper.kind === "state" || keeper.kind === "sops")
    .map(({ name, namespace }) => ({ name, namespace }));
}

/**
 * Stops where an environment cannot be written without a plain value, or without a Secret that its apps need.
 * @throws UserError with every problem, and how each is mended.
 */
export function requireSealed({
  stack,
  decided,
  charts,
  cert,
}: {
  readonly stack: string;
  readonly decided: Decided;
  /** Secrets that charts make. */
  readonly charts: readonly PlainSecret[];
  readonly cert: string | undefined;
}): void {
  const { plan, settings } = decided;
  const problems =
    cert === undefined
      ? [...unsealed(stack, plan, settings.environment.secrets.backend), ...needed(stack, plan, charts)]
      : unopened(stack, decided, cert);
  const sealing = settings.environment.secrets.backend === "sealed-secrets" ? notSealed(stack, plan) : [];
  if ([...problems, ...sealing].length === 0) return;
  throw new UserError("No Secret is written as it is, so nothing was written.", [...problems, ...sealing]);
}

function unsealed(stack: string, plan: Plan, backend: string): readonly Problem[] {
  const plain = plainSecrets(plan);
  if (plain.length === 0) return [];
  return [
    {
      path: `${stack}: environment.secrets.backend`,
      message: `'${backend}' keeps ${plain.map(({ name }) => name).join(", ")} where git cannot have them; choose a store whose objects may lie in git (sealed-secrets, aws-secrets-manager, vault), or seal what the cluster has, with --cert`,
      fix: `${command} export --stack ${stack} --cert controller.pem --out <folder>`,
    },
  ];
}

/** Secrets of charts that Argo CD takes from what is written: nobody else would bring them. */
function needed(stack: string, { delivered }: Plan, charts: readonly PlainSecret[]): readonly Problem[] {
  return charts
    .filter(({ unit }) => delivered.some(({ name }) => name === unit))
    .map(({ unit, name, namespace }) => ({
      path: `${stack}: Secret ${namespace}/${name}`,
      message: `is made by the chart of '${unit}', which Argo CD delivers; name it under the app's \`secrets\`, or seal what the cluster has, with --cert`,
      fix: `${command} export --stack ${stack} --cert controller.pem --out <folder>`,
    }));
}

function unopened(stack: string, { settings }: Decided, cert: string): readonly Problem[] {
  const { components } = settings.environment;
  return [
    ...(existsSync(cert)
      ? []
      : [{ path: "--cert", message: `there is no file ${cert}`, fix: "kubeseal --fetch-cert" }]),
    ...(components["sealed-secrets"] === undefined
      ? [
          {
            path: `${stack}: environment.components`,
            message: "nothing opens what is sealed; add environment.components.sealed-secrets: {}",
          },
        ]
      : []),
  ];
}

function notSealed(stack: string, { secrets, objects }: Plan): readonly Problem[] {
  const steps = new Set(objects.map(({ name }) => name));
  return placesOf(secrets)
    .filter(({ keeper }) => keeper.kind === "cluster")
    .filter(({ name, namespace }) => !steps.has(stepName("SealedSecret", name, namespace)))
    .map(({ name, namespace }) => ({
      path: `${stack}: Secret ${namespace}/${name}`,
      message: "is not sealed yet",
      fix: `${command} seal --stack ${stack}`,
    }));
}
