import { deepEqual, equal, match } from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { catalog } from "../../../src/catalog/catalog.ts";
import { isRemote } from "../../../src/catalog/component.ts";
import { archiveName, readChartLock } from "../../../src/config/chart-lock.ts";
import { valueAt } from "../../../src/config/path.ts";
import { isObject, type Json } from "../../../src/core/json.ts";
import { root } from "../../support/stack.ts";
import { valuesOf } from "./values.ts";

const folder = join(root, "src/catalog");
/** The one form in which a chart is pinned, which tools that look for newer versions can read. */
const pinned = /chart: \{\s*repository: "([^"]+)",\s*name: "([^"]+)",\s*version: "([^"]+)",?\s*\}/;

/** Paths of settings that nothing is said about. */
function* undescribed(schema: Json | undefined, path = ""): Iterable<string> {
  if (!isObject(schema)) return;
  for (const [key, property] of Object.entries(isObject(schema.properties) ? schema.properties : {})) {
    if (isObject(property) && typeof property.description !== "string") yield `${path}${key}`;
    yield* undescribed(property, `${path}${key}.`);
  }
}

/** Settings with which a component has all the secrets that it can have, rotated that often. */
function withSecrets(component: string, rotation: number): object {
  if (component === "kube-prometheus-stack") return { grafana: { rotation }, slack: { enabled: true, rotation } };
  if (component === "velero") return { rotation, location: { bucket: "backups" } };
  return ["clickhouse", "valkey"].includes(component) ? { rotation } : {};
}

describe("catalog", () => {
  it("has every component that is in the folder, in the order of their names", () => {
    const files = readdirSync(folder)
      .filter((file) => file.endsWith(".ts"))
      .filter((file) => readFileSync(join(folder, file), "utf8").includes("= defineComponent({"));
    deepEqual(
      catalog.map(({ name }) => `${name}.ts`),
      files.sort(),
    );
  });

  it("installs no archive whose digest is not locked, and locks no other", () => {
    const archives = catalog.flatMap(({ chart }) => (isRemote(chart) ? [archiveName(chart)] : []));
    deepEqual(Object.keys(readChartLock(root).archives).sort(), [...new Set(archives)].sort());
  });

  for (const component of catalog) {
    const { name, chart, settings, requires, after = [] } = component;
    const source = readFileSync(join(folder, `${name}.ts`), "utf8");

    describe(name, () => {
      it("is pinned to one version, in the form that every component's chart has", () => {
        if (!isRemote(chart)) {
          match(source, /chart: \{ bundled: "[-a-z]+" \}/);
          return;
        }
        deepEqual(source.match(pinned)?.slice(1), [chart.repository, chart.name, chart.version]);
        match(chart.version, /^v?\d+\.\d+\.\d+$/);
        match(chart.repository, /^(https|oci):\/\/[^\s]+$/);
      });

      it("needs no settings, and describes each that it takes", () => {
        deepEqual(settings.safeParse({}).success, true);
        equal(settings.safeParse({ noSuchSetting: 1 }).success, false);
        const schema = JSON.parse(JSON.stringify(z.toJSONSchema(settings, { io: "input" })));
        deepEqual([...undescribed(schema)], []);
      });

      it("comes after components that there are", () => {
        const names = catalog.map((other) => other.name);
        deepEqual(
          [...requires, ...after].filter((other) => !names.includes(other) || other === name),
          [],
        );
      });

      it("has values that are plain data, the same every time", () => {
        for (const replicas of [1, 2]) {
          const values = valuesOf(component, {}, { replicas, monitored: replicas > 1 });
          deepEqual(JSON.parse(JSON.stringify(values)), values);
          equal(JSON.stringify(valuesOf(component, {}, { replicas, monitored: replicas > 1 })), JSON.stringify(values));
        }
      });

      it("names for each secret the setting that counts its rotations", () => {
        const read = (rotation: number) => component.secrets?.(settings.parse(withSecrets(name, rotation))) ?? {};
        const rotations = (keys: object) => Object.values(keys).flatMap((source) => source.rotation ?? []);
        for (const [secret, { keys, rotation = [] }] of Object.entries(read(2))) {
          const numbers = rotations(keys);
          deepEqual(
            numbers,
            numbers.map(() => 2),
            secret,
          );
          equal(valueAt(settings.parse(withSecrets(name, 2)), rotation), 2, `${secret}: ${rotation.join(".")}`);
        }
      });

      it("names no path as open twice", () => {
        deepEqual([...new Set(component.open)], component.open ?? []);
      });
    });
  }
});
