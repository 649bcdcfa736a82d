import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { parseImage } from "../../../src/core/image.ts";

const digest = `sha256:${"0a".repeat(32)}`;

describe("image", () => {
  const read: Readonly<Record<string, ReturnType<typeof parseImage>>> = {
    "imprun/imprun-server:v1.2.3": { repository: "imprun/imprun-server", tag: "v1.2.3" },
    "ghcr.io/imprun/imprun-server:v1.2.3": { registry: "ghcr.io", repository: "imprun/imprun-server", tag: "v1.2.3" },
    "localhost:5000/server:dev": { registry: "localhost:5000", repository: "server", tag: "dev" },
    "registry:5000/a/b/c:1": { registry: "registry:5000", repository: "a/b/c", tag: "1" },
    "123.dkr.ecr.eu-west-1.amazonaws.com/a:1": {
      registry: "123.dkr.ecr.eu-west-1.amazonaws.com",
      repository: "a",
      tag: "1",
    },
    "mongo:8": { repository: "mongo", tag: "8" },
    [`imprun/server@${digest}`]: { repository: "imprun/server", digest },
    [`imprun/server:v1@${digest}`]: { repository: "imprun/server", tag: "v1", digest },
  };
  for (const [text, parts] of Object.entries(read)) it(`reads ${text}`, () => deepEqual(parseImage(text), parts));

  it("reads nothing that has neither tag nor digest, or is no image", () => {
    for (const text of [
      "",
      "imprun/server",
      "Imprun/server:v1",
      "a b:1",
      "a:",
      ":v1",
      "a@sha256:12",
      "https://a/b:1",
      "a//b:1",
    ]) {
      equal(parseImage(text), undefined, text);
    }
  });

  it("loses nothing of what it reads", () => {
    const part = fc.stringMatching(/^[a-z0-9]{1,8}$/);
    const tag = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,12}$/);
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 3 }),
        tag,
        fc.constantFrom("", "ghcr.io/", "r:5000/"),
        (parts, tag, registry) => {
          const image = parseImage(`${registry}${parts.join("/")}:${tag}`);
          equal(
            `${image?.registry === undefined ? "" : `${image.registry}/`}${image?.repository}:${image?.tag}`,
            `${registry}${parts.join("/")}:${tag}`,
          );
        },
      ),
    );
  });
});
