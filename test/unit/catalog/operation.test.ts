import { deepEqual, equal, notEqual } from "node:assert/strict";
import { catalog } from "../../../src/catalog/catalog.ts";
import { isRemote } from "../../../src/catalog/component.ts";
import { isObject, type Json, type JsonObject } from "../../../src/core/json.ts";
import { everything, largest, mapsIn, referenceTo, valuesOf } from "./values.ts";

function count({ replicas, replicaCount }: JsonObject): number {
  return Number(replicas ?? replicaCount ?? 1);
}

/** Whether voluntary disruptions of the pods of a map of values are limited. */
function isLimited(map: JsonObject): boolean {
  const budgets = [map.podDisruptionBudget, map.pdb];
  return budgets.some((budget) => isObject(budget) && (budget.enabled === true || budget.create === true));
}

/** Places in values where a monitor is switched on, with what it says. */
function monitors(values: JsonObject): readonly { readonly path: string; readonly map: JsonObject }[] {
  return [...mapsIn(values)]
    .filter(
      ({ path, map }) =>
        (/(service|pod)monitor$/i.test(path.at(-1) ?? "") && map.enabled === true) ||
        map.podMonitorEnabled === true ||
        ["ServiceMonitor", "PodMonitor"].includes(String(map.kind)),
    )
    .map(({ path, map }) => ({ path: path.join("."), map }));
}

function* leaves(value: Json, key = ""): Iterable<readonly [string, Json]> {
  if (Array.isArray(value)) for (const item of value) yield* leaves(item, key);
  else if (isObject(value)) for (const [inner, item] of Object.entries(value)) yield* leaves(item, inner);
  else yield [key, value];
}

describe("every component", () => {
  for (const component of catalog) {
    const { name } = component;

    it(`${name}: runs once, or more often with a limit on disruptions`, () => {
      for (const { path, map } of mapsIn(valuesOf(component, everything[name])))
        equal(count(map) <= 1 && !isLimited(map), true, `dev: ${path.join(".")}`);
      for (const { path, map, parent } of mapsIn(largest(component)))
        equal(count(map) <= 1 || isLimited(map) || isLimited(parent), true, `prod: ${path.join(".")}`);
    });

    it(`${name}: is monitored where somebody collects metrics, and only there`, () => {
      deepEqual(monitors(valuesOf(component, everything[name])), []);
      for (const { path, map } of monitors(largest(component))) {
        const text = JSON.stringify(map);
        equal(text.includes('"release":"kube-prometheus-stack"'), true, `${path}: no label`);
        for (const [key, value] of leaves(map)) if (key === "interval") equal(value, "30s", path);
        if (!isRemote(component.chart)) continue;
        const before = [...component.requires, ...(component.after ?? [])];
        equal(before.includes("prometheus-operator-crds"), true, "monitors come after their kinds");
      }
    });

    it(`${name}: is monitored, unless it has no figures of its own, or its chart sees to that`, () => {
      const bySelf = ["kube-prometheus-stack"];
      const none = ["metrics-server", "mongodb-kubernetes", "plugin-barman-cloud", "prometheus-operator-crds"];
      equal(monitors(largest(component)).length === 0, [...bySelf, ...none].includes(name));
    });

    it(`${name}: refers to each of its secrets, tells its pods of a rotation, and knows no value`, () => {
      const secrets = component.secrets?.(component.settings.parse(everything[name] ?? {})) ?? {};
      const values = largest(component);
      const texts = [...leaves(values)].map(([, value]) => value);
      const allowed = new Set<Json>(["", null]);
      for (const [secret, { keys, consumers }] of Object.entries(secrets)) {
        const reference = referenceTo(component, secret);
        equal(texts.includes(reference.name), true, `${secret} is declared, and never used`);
        equal(texts.includes(reference.version), true, `nobody restarts when ${secret} changes`);
        notEqual(consumers.length, 0);
        for (const text of [reference.name, ...Object.keys(keys)]) allowed.add(text);
      }
      const secretive = /(password|passwd|token|secret|credentials?|apikey)$/i;
      for (const [key, value] of leaves(values))
        if (secretive.test(key) && typeof value === "string") equal(allowed.has(value), true, `${key}: ${value}`);
    });

    it(`${name}: names a StorageClass where the environment does`, () => {
      const classes = (storageClass: string) =>
        [...leaves(valuesOf(component, everything[name], { storageClass, replicas: 2 }))]
          .filter(([key]) => /^(storageClass(Name)?|className)$/.test(key))
          .map(([, value]) => value)
          .filter((value) => value !== "");
      deepEqual(classes(""), []);
      const withVolumes = ["jaeger", "kube-prometheus-stack", "valkey"];
      equal(classes("fast").length > 0, withVolumes.includes(name));
      deepEqual(new Set(classes("fast")), new Set(withVolumes.includes(name) ? ["fast"] : []));
    });

    it(`${name}: is given CPU and memory, with limits`, () => {
      // A volume claim has resources too: it asks for storage.
      const sized = [...mapsIn(largest(component))].filter(
        ({ path, parent }) => /resources$/i.test(path.at(-1) ?? "") && parent.accessModes === undefined,
      );
      const unsized = ["metrics-server", "prometheus-operator-crds"];
      equal(sized.length > 0, !unsized.includes(name));
      for (const { path, map } of sized) deepEqual(Object.keys(map).sort(), ["limits", "requests"], path.join("."));
    });
  }
});
