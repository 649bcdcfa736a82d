import type { Component } from "../catalog/component.ts";
import type { JsonObject } from "../core/json.ts";
import type { Environment } from "./environment-schema.ts";
import { catalogOf } from "./installed.ts";

/** The component that apps send their traces to; nothing if none takes any. One that hands them on comes after who keeps them. */
export function traceReceiver(
  environment: Environment,
  catalog: readonly Component[],
): (Component & Required<Pick<Component, "traces">>) | undefined {
  const receivers = catalogOf(environment, catalog).flatMap((one) =>
    one.traces === undefined ? [] : [{ ...one, traces: one.traces }],
  );
  return receivers.find(({ name }) => !receivers.some(({ after = [] }) => after.includes(name)));
}

/** Where apps send their traces, as charts are told of it under `global.tracing`. */
export function tracingValues(environment: Environment, catalog: readonly Component[]): JsonObject {
  const receiver = traceReceiver(environment, catalog);
  if (receiver === undefined) return {};
  const { service, port, pods } = receiver.traces;
  return { tracing: { service, namespace: receiver.namespace, port, labels: { ...pods } } };
}
