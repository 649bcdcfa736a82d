import type { AlertName } from "../../src/config/monitoring.ts";
import type { Fired, Moment, Series, Story } from "./promtool.ts";

/** Where the runbooks of these stories are. */
export const runbooks = "https://runbooks.example.com/operations";

/** What one alert looks like wherever it fires. */
export interface Looks {
  readonly alert: AlertName;
  readonly severity: "critical" | "warning";
}

/** A series that keeps one value for the given minutes. */
export function constant(series: string, value: number | string, minutes = 120): Series {
  return { series, values: `${value}x${minutes}` };
}

/** What is measured, and by the minute what an alert does. */
export function story(name: string, input_series: readonly Series[], ...moments: readonly Moment[]): Story {
  return { name, input_series, alert_rule_test: moments };
}

/** Nobody is told of it. */
export function silent({ alert }: Looks, ...times: readonly string[]): readonly Moment[] {
  return times.map((eval_time) => ({ eval_time, alertname: alert, exp_alerts: [] }));
}

/** Somebody is told: the labels beside the severity, and the words. */
export function fires(
  { alert, severity }: Looks,
  eval_time: string,
  labels: Readonly<Record<string, string>>,
  summary: string,
  description: string,
): Moment {
  const fired: Fired = {
    exp_labels: { ...labels, severity },
    exp_annotations: { summary, description, runbook_url: `${runbooks}#${alert.toLowerCase()}` },
  };
  return { eval_time, alertname: alert, exp_alerts: [fired] };
}
