import { deepEqual, equal } from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { catalog } from "../../../src/catalog/catalog.ts";
import { componentList } from "../../../src/config/component-list.ts";
import { environmentJsonSchema, stackFileSchema } from "../../../src/config/json-schema.ts";
import { configurationReference } from "../../../src/config/reference.ts";
import { listStacks } from "../../../src/config/stack-file.ts";
import { generatedFiles } from "../../../src/operate/schema.ts";
import { fixtureCatalog } from "../../support/catalog.ts";
import { root } from "../../support/stack.ts";

describe("stack file schema", () => {
  const schema = z.fromJSONSchema(stackFileSchema(fixtureCatalog, "demo"));
  const accepts = (text: string) => schema.safeParse(parse(text)).success;

  it("takes every stack file of this project, and of the example's", async () => {
    const own = z.fromJSONSchema(stackFileSchema(catalog, "imprun"));
    for (const project of [root, join(root, "examples", "two-clusters")]) {
      for (const stack of await listStacks(project)) {
        const result = own.safeParse(parse(readFileSync(join(project, `Pulumi.${stack}.yaml`), "utf8")));
        deepEqual(result.error?.issues ?? [], [], stack);
      }
    }
  });

  it("takes what leaves the rest to the layer below, flat keys and encrypted ones", () => {
    equal(accepts("config:\n  demo:environment: { apps: { web: { images: { web: a:b } } } }\n"), true);
    equal(accepts("config:\n  demo:key: { secure: v1:x }\n  aws:region: eu-central-1\nencryptionsalt: v1:x\n"), true);
  });

  for (const text of [
    "config:\n  demo:environment: { domian: a.b }\n",
    "config:\n  demo:environment: { tier: production }\n",
    "config:\n  other:environment: { tier: production }\n",
    "config:\n  demo:environment: { cluster: { kind: sandbox, context: a } }\n",
    "config:\n  demo:environment: { components: { other: {} } }\n",
    "config:\n  demo:key: { a: b }\n",
    "configuration: {}\n",
  ]) {
    it(`refuses ${text.trim().replaceAll(/\s+/g, " ")}`, () => equal(accepts(text), false));
  }

  it("refuses what the environment's own schema refuses, where one key is enough to see it", () => {
    const folder = "test/fixtures/invalid";
    const seen = readdirSync(folder)
      .filter((file) => file.endsWith(".yaml"))
      .filter((file) => !accepts(readFileSync(join(folder, file), "utf8")));
    for (const name of [
      "unknown-key",
      "wrong-type",
      "unknown-component",
      "unknown-setting",
      "not-a-map",
      "unknown-tier",
    ]) {
      equal(seen.includes(`${name}.yaml`), true, name);
    }
  });
});

describe("configuration reference", () => {
  // Columns are padded to the widest cell; what a row says does not depend on it.
  const text = configurationReference(environmentJsonSchema(fixtureCatalog), "demo").replaceAll(/ {2,}/g, " ");

  it("has every key with its type, default and purpose", () => {
    for (const line of [
      "| `tier` | `dev`, `staging` or `prod` | **required** | How much the environment must withstand; decides replicas and which image tags are allowed. |",
      "| `cluster.nodes` | whole number, 1 to 50 | `3` | Simulated nodes. Only with `kind: sandbox`. |",
      "| `releases.timeoutSeconds` | whole number, 1 to 3600 | `300` | How long an install or upgrade may take, in seconds. |",
      "| `components.cert-manager.logLevel` | whole number, 0 to 10 | `2` | Verbosity. |",
      "| `apps.<app>.chart` | text | **required** | Folder below charts/ that holds the app's chart. |",
    ]) {
      equal(text.includes(`${line}\n`), true, line);
    }
  });

  it("tells of a component without settings how it is installed", () => {
    equal(text.includes("### trust-manager\n\nSpreads certificates.\n\nIt has no settings: `{}`."), true);
  });
});

describe("list of components", () => {
  const text = componentList(catalog).replaceAll(/ {2,}/g, " ");

  it("has a line for each component of the catalog", () => {
    const lines = text.split("\n").filter((line) => line.startsWith("| ["));
    equal(lines.length, catalog.length);
    const line =
      "| [cert-manager](configuration.md#cert-manager) | Issues certificates. | `cert-manager` | `1.0.0` | `cert-manager` | – |";
    equal(componentList(fixtureCatalog).replaceAll(/ {2,}/g, " ").includes(line), true);
  });

  it("tells what k3s brings, and what needs another", () => {
    equal(/\| \[traefik\].* \| brought by k3s \| – \| `kube-system` \| – \|/.test(text), true);
    equal(/\| \[kube-prometheus-stack\].* \| `prometheus-operator-crds` \|/.test(text), true);
  });
});

describe("generated files", () => {
  for (const [path, text] of Object.entries(generatedFiles("imprun"))) {
    it(`${path} is up to date`, () => {
      equal(readFileSync(join(root, path), "utf8") === text, true, `write it with: make schema`);
    });
  }
});
