import type { Finding } from "./secret-rules.ts";

type Place = Omit<Finding, "file">;

/** `password: literal` and its like, on a line of its own or inside `{ }`. */
const entry =
  /(?:^|[{,])\s*(?:- )?["']?([-\w.]*(?:password|passwd|passphrase|token|api-?key|secret-?access-?key|client-?secret))["']?\s*:(?:\s+(.*))?$/gi;

/** What a template is replaced with before its line is read. */
const template = "$(template)";

/** What stands for a value, or is none: templates, references, YAML's own marks, truth values and access levels. */
const placeholder = /^(?:["']{2}|[{[&*!|>#<$].*|null|~|true|false|read|write|none|.*(?:\{\{|\$\{|\$\().*|ENC\[.*)$/;

const secretKind = /^\s*(?:- )?["']?kind["']?\s*:\s*["']?Secret["']?\s*,?\s*$/;
const dataBlock = /^(\s*)["']?(data|stringData)["']?\s*:\s*\{?\s*(?:#.*)?$/;
const dataEntry = /^\s*["']?[-\w.]+["']?\s*:\s*(\S.*)$/;

/** Literal passwords in YAML, users' tokens in a kubeconfig among them. */
export function literalPasswords(lines: readonly string[]): readonly Place[] {
  return lines.flatMap(passwords);
}

function passwords(line: string, index: number): readonly Place[] {
  // A template's braces are no flow map.
  const plain = line.replaceAll(/\$?\{\{.*?\}\}|\$\{.*?\}/g, template);
  // A flow map may hold several entries: each is looked at with the rest of its line.
  const entries = plain.includes("{") ? plain.split(/(?=[{,])/) : [plain];
  const literal = entries.flatMap((part) =>
    [...part.matchAll(entry)].filter(([, , value = ""]) => isLiteral(value.replace(/\s*[},].*$/, ""))),
  );
  return literal.map(([, key]) => ({ line: index + 1, rule: "password", looksLike: `a literal value of '${key}'` }));
}

function isLiteral(value: string): boolean {
  const bare = value.replace(/\s+#.*$/, "").trim();
  return bare !== "" && !placeholder.test(bare);
}

/** The literal data of Kubernetes Secrets, in YAML or JSON with one entry on each line. */
export function secretObjects(lines: readonly string[]): readonly Place[] {
  const places: Place[] = [];
  let start = 0;
  for (let index = 0; index <= lines.length; index += 1) {
    const line = lines[index];
    if (line !== undefined && !/^---(\s|$)/.test(line)) continue;
    const document = lines.slice(start, index);
    if (document.some((text) => secretKind.test(text))) places.push(...dataOf(document, start));
    start = index + 1;
  }
  return places;
}

/** The literal entries below `data:` and `stringData:` of one document that holds a Secret. */
function dataOf(document: readonly string[], offset: number): readonly Place[] {
  let indent: number | undefined;
  return document.flatMap((line, index): readonly Place[] => {
    const block = dataBlock.exec(line);
    if (block !== null) {
      indent = block[1]?.length ?? 0;
      return [];
    }
    if (indent === undefined || line.trim() === "") return [];
    if (line.search(/\S/) <= indent) {
      indent = undefined;
      return [];
    }
    const [, value = ""] = dataEntry.exec(line) ?? [];
    return isLiteral(value)
      ? [{ line: offset + index + 1, rule: "kubernetes-secret", looksLike: "the data of a Kubernetes Secret" }]
      : [];
  });
}
