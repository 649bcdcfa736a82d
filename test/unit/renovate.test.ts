import { deepEqual, equal, match, notEqual } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { catalog } from "../../src/catalog/catalog.ts";
import { isRemote } from "../../src/catalog/component.ts";
import { root } from "../support/stack.ts";

interface Manager {
  readonly managerFilePatterns: readonly string[];
  readonly matchStrings: readonly string[];
}

/** One version that a manager of renovate.json sees. */
interface Pin {
  readonly file: string;
  readonly line: number;
  readonly groups: Readonly<Record<string, string | undefined>>;
}

const { customManagers } = JSON.parse(read("renovate.json")) as { readonly customManagers: readonly Manager[] };
const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\0")
  .filter((file) => file !== "");

function read(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

/** Tracked files whose path ends so, but those of tests, which Renovate is told to ignore. */
function filesNamed(end: RegExp): readonly string[] {
  const files = tracked.filter((file) => end.test(file) && !file.startsWith("test/fixtures/"));
  notEqual(files.length, 0, String(end));
  return files;
}

/** Everything in values that names an image and its tag, wherever it is. */
function imagesIn(value: unknown, place: string): readonly { readonly place: string; readonly tag: unknown }[] {
  if (typeof value === "string") return /^[\w.-]+\/[\w./-]+:v?\d[\w.-]*$/.test(value) ? [{ place, tag: value }] : [];
  if (typeof value !== "object" || value === null) return [];
  const { repository, tag } = value as { readonly repository?: unknown; readonly tag?: unknown };
  if (repository && tag) return [{ place, tag }];
  return Object.entries(value).flatMap(([key, inner]) => imagesIn(inner, `${place} ${key}`));
}

function seenBy({ managerFilePatterns, matchStrings }: Manager): readonly Pin[] {
  const files = tracked.filter((file) =>
    managerFilePatterns.some((pattern) => new RegExp(pattern.slice(1, -1)).test(file)),
  );
  return files.flatMap((file) => {
    const text = read(file);
    return matchStrings.flatMap((pattern) =>
      [...text.matchAll(new RegExp(pattern, "g"))].map((match) => ({
        file,
        line: text.slice(0, match.index + match[0].lastIndexOf(match.groups?.currentValue ?? "")).split("\n").length,
        groups: { ...match.groups },
      })),
    );
  });
}

describe("renovate", () => {
  const pins = customManagers.flatMap(seenBy);

  it("sees every chart of the catalog, where it comes from and its version", () => {
    const seen = pins
      .filter(({ groups }) => groups.registryUrl !== undefined || groups.packageName !== undefined)
      .map(
        ({ groups }) =>
          `${groups.registryUrl ?? `oci://${groups.packageName}`} ${groups.depName} ${groups.currentValue}`,
      );
    const charts = catalog.map(({ chart }) => chart).filter(isRemote);
    deepEqual(seen.sort(), charts.map(({ repository, name, version }) => `${repository} ${name} ${version}`).sort());
  });

  it("sees every version that the program or the sandbox is written with", () => {
    const places = new Set(pins.map(({ file, line }) => `${file}:${line}`));
    const version = /["':]v?\d+\.\d+\.\d+(?:-[\w.]+)?["']/;
    const unseen = tracked
      .filter((file) => /^(src|sandbox|policy)\/.+\.ts$/.test(file))
      .flatMap((file) =>
        read(file)
          .split("\n")
          .map((text, index) => ({ place: `${file}:${index + 1}`, text })),
      )
      // What is told in words is an example.
      .filter(({ text }) => version.test(text) && !/^\s*(?:\/?\*|\/\/)/.test(text) && !text.includes("127.0.0.1"))
      .filter(({ place }) => !places.has(place))
      .map(({ place, text }) => `${place}: ${text.trim()}`);
    deepEqual(unseen, [], "a manager in renovate.json has to match each of these");
  });

  it("finds the images of values in the shape that its manager reads", () => {
    const images = filesNamed(/values\.yaml$/).flatMap((file) => imagesIn(parse(read(file)), file));
    equal(images.length > 3, true);
    deepEqual(
      images.filter(({ place, tag }) => !/image$/i.test(place) || typeof tag !== "string"),
      [],
    );
  });

  it("sees what charts say that they run, unless it is their own", () => {
    const seen = pins
      .filter(({ file }) => file.endsWith("Chart.yaml"))
      .map(({ file, groups }) => [file, groups.currentValue]);
    const others = filesNamed(/Chart\.yaml$/).flatMap((file) => {
      const { version, appVersion = version, dependencies = [] } = parse(read(file));
      equal(
        dependencies.some((one: object) => "repository" in one),
        false,
        "helmv3 reads it: say so here",
      );
      return appVersion === version ? [] : [[file, appVersion]];
    });
    deepEqual(seen.sort(), others.sort());
  });

  it("finds packages and tools where its managers look", () => {
    const sections = ["version", "engines", "dependencies", "devDependencies"];
    for (const file of filesNamed(/package\.json$/)) {
      const rest = Object.entries(JSON.parse(read(file))).filter(([key]) => !sections.includes(key));
      equal(/"\D{0,2}\d+\.\d+\.\d+/.test(JSON.stringify(rest)), false, file);
    }
    // What is needed by something else alone is left out: the tool itself has to be required.
    for (const file of filesNamed(/go\.mod$/)) match(read(file), /^require \S+ v\S+$/m, file);
    for (const file of filesNamed(/requirements\.txt$/)) match(read(file), /^[\w-]+==[\d.]+$/m, file);
  });

  it("waits until a version has been out for a week", () => {
    const { minimumReleaseAge, packageRules } = JSON.parse(read("renovate.json"));
    equal(minimumReleaseAge, "7 days");
    // A registry that says no date has no say in it.
    deepEqual(packageRules[0].matchDatasources, ["docker"]);
    equal(packageRules[0].minimumReleaseAgeBehaviour, "timestamp-optional");
  });
});
