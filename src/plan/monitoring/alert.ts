import type { AlertName, MonitoringSettings } from "../../config/monitoring.ts";
import type { JsonObject } from "../../core/json.ts";

/** One alert, as its rule says it. */
export interface Alert {
  readonly name: string;
  /** PromQL; each series that it answers with is an alert. */
  readonly expression: string;
  /** How long it has to answer before somebody is told, such as 5m. */
  readonly for: string;
  readonly severity: "critical" | "warning";
  readonly summary: string;
  readonly description: string;
  /** Address of what to do about it. */
  readonly runbook: string;
}

/** One of the alerts that every environment has; its runbook follows from its name. */
export type CommonAlert = Omit<Alert, "runbook"> & { readonly name: AlertName };

/** The rule of an alert, as Prometheus takes it. */
export function alertRule({ name, expression, severity, summary, description, runbook, ...rest }: Alert): JsonObject {
  return {
    alert: name,
    expr: expression,
    for: rest.for,
    labels: { severity },
    annotations: { summary, description, runbook_url: runbook },
  };
}

/** Where the runbook of an alert begins: the anchor that code hosts make of its heading. */
export function runbookOf(name: AlertName, { runbooks }: Pick<MonitoringSettings, "runbooks">): string {
  return `${runbooks}#${name.toLowerCase()}`;
}
