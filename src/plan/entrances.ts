import type { Component } from "../catalog/component.ts";
import { catalogOf } from "../config/installed.ts";
import { closedNamespaces } from "../config/namespaces.ts";
import type { Settings } from "../config/settings.ts";
import { traceReceiver } from "../config/tracing.ts";
import { peer, policy, port, requestsPolicy } from "./network.ts";
import type { ObjectPlan } from "./objects.ts";

/** What lets others reach components whose namespace is closed: requests their hosts, apps what takes traces, and who else has to. */
export function entrancePolicies(settings: Settings): readonly ObjectPlan[] {
  const { environment, catalog } = settings;
  const closed = closedNamespaces(settings);
  const components = catalogOf(environment, catalog).filter(({ namespace }) => closed.has(namespace));
  return components.flatMap((component) => [
    ...declared(component),
    ...(component.hosts?.(environment.components[component.name] ?? {}) ?? []).map(({ part, pods }) =>
      requestsPolicy(`${component.name}-${part}`, component.namespace, pods, settings),
    ),
    ...traced(component, settings),
  ]);
}

function declared({ name, namespace, entrances = [] }: Component): readonly ObjectPlan[] {
  return entrances.map((entrance) =>
    policy(`${name}-${entrance.name}`, namespace, {
      podSelector: { matchLabels: { ...entrance.pods } },
      policyTypes: ["Ingress"],
      ingress: [
        {
          ...(entrance.from === "neighbours" ? { from: [peer(namespace)] } : {}),
          ...(entrance.ports.length === 0 ? {} : { ports: entrance.ports.map((number) => port("TCP", number)) }),
        },
      ],
    }),
  );
}

/** Lets every app send its traces. */
function traced({ name, namespace }: Component, { environment, catalog }: Settings): readonly ObjectPlan[] {
  const receiver = traceReceiver(environment, catalog);
  const homes = [...new Set(Object.values(environment.apps).map((app) => app.namespace))].sort();
  if (receiver?.name !== name || homes.length === 0) return [];
  return [
    policy(`${name}-traces`, namespace, {
      podSelector: { matchLabels: { ...receiver.traces.pods } },
      policyTypes: ["Ingress"],
      ingress: [{ from: homes.map((home) => peer(home)), ports: [port("TCP", receiver.traces.port)] }],
    }),
  ];
}
