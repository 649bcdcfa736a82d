import { deepEqual, equal } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
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

/** Files that Renovate reads without being told: its own managers for each kind. */
const ownKinds = [
  /(^|\/)package\.json$/,
  /(^|\/)go\.mod$/,
  /(^|\/)\.nvmrc$/,
  /(^|\/)requirements\.txt$/,
  /^\.github\/workflows\/.+\.yaml$/,
  /(^|\/)values\.yaml$/,
  /(^|\/)Chart\.yaml$/,
];

function read(file: string): string {
  return readFileSync(join(root, file), "utf8");
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

  it("has nothing pinned in a file of a kind that nobody reads", () => {
    const kinds = tracked.filter((file) =>
      /(^|\/)(go\.mod|package\.json|requirements[^/]*\.txt|\.nvmrc|values\.yaml|Chart\.yaml|Dockerfile)$/.test(file),
    );
    const unread = kinds.filter((file) => !ownKinds.some((kind) => kind.test(file)));
    deepEqual(unread, []);
    equal(kinds.length > 10, true);
  });

  it("waits until a version has been out for a week", () => {
    equal((JSON.parse(read("renovate.json")) as { minimumReleaseAge: string }).minimumReleaseAge, "7 days");
  });
});
