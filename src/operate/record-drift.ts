import type { KubeConfig } from "@kubernetes/client-node";
import { isObject } from "../core/json.ts";
import { UserError } from "../core/problem.ts";
import { type DriftFinding, type DriftRecord, driftRecord } from "../plan/monitoring/drift-record.ts";
import { reachCluster } from "./cluster/cluster.ts";
import { confirm } from "./confirm.ts";
import { type Context, decide } from "./context.ts";
import { exitCodes, type Report } from "./report/report.ts";

/**
 * Replaces the record of the last look for drift, so that its age is the time since then. `drift` itself writes nothing.
 * @throws UserError if the exit code is none, or the cluster does not answer.
 */
export async function recordDriftReport(context: Context, exitCode: string): Promise<Report> {
  const { stack } = context;
  const finding = findingOf(exitCode);
  const { plan } = await decide(context);
  const record = driftRecord(plan, stack, finding);
  const report = { command: "record-drift", stack, outcome: "fine", sections: [] } as const;
  if (record === undefined) {
    return {
      ...report,
      headline: "Nobody measures in this environment; nothing was recorded.",
      data: { recorded: false },
    };
  }
  const place = `ConfigMap ${record.namespace}/${record.name}`;
  await confirm(context, `Write '${finding}' into ${place} on ${plan.cluster.identifier}?`);
  const { config } = await reachCluster(plan.cluster, context.directory);
  await replace(config, record);
  return { ...report, headline: `Recorded '${finding}' in ${place}.`, data: { recorded: true, finding } };
}

function findingOf(exitCode: string): DriftFinding {
  if (!/^\d{1,3}$/.test(exitCode)) {
    const given = exitCode === "" ? "is required" : `'${exitCode}' is no exit code`;
    throw new UserError("How did the look for drift end?", [
      {
        path: "--exit-code",
        message: `${given}; give the exit code of drift: 0 none, 2 some, anything else could not tell`,
      },
    ]);
  }
  if (Number(exitCode) === exitCodes.fine) return "fine";
  return Number(exitCode) === exitCodes.findings ? "findings" : "failed";
}

async function replace(config: KubeConfig, { name, namespace, object }: DriftRecord): Promise<void> {
  const { CoreV1Api, ApiException } = await import("@kubernetes/client-node");
  const api = config.makeApiClient(CoreV1Api);
  try {
    await api.deleteNamespacedConfigMap({ name, namespace }).catch((error: unknown) => {
      if (!(error instanceof ApiException && error.code === 404)) throw error;
    });
    await api.createNamespacedConfigMap({ namespace, body: { ...object } });
  } catch (error) {
    throw refused(error, name, namespace);
  }
}

/** A refusal in the API server's own words; what is none stays as it is. */
function refused(error: unknown, name: string, namespace: string): unknown {
  const { body } = Object(error) as { readonly body?: unknown };
  const answer: unknown = typeof body === "string" ? JSON.parse(body) : undefined;
  if (!isObject(answer) || typeof answer.message !== "string") return error;
  return new UserError("The cluster refused the record of the look for drift.", [
    { path: `ConfigMap ${namespace}/${name}`, message: answer.message },
  ]);
}
