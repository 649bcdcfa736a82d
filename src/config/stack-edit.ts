import { isDeepStrictEqual } from "node:util";
import { isMap, isScalar, parseDocument, stringify, type YAMLMap } from "yaml";
import { type Problem, UserError } from "../core/problem.ts";
import { type Path, showPath } from "./path.ts";
import { stackFileName } from "./stack-file.ts";

/** One text or number of an environment that is to be another. */
export interface StackEdit {
  /** Its place below `environment`. */
  readonly path: Path;
  readonly value: string | number;
}

/**
 * The text of a stack file with some of its environment's texts and numbers changed or added; comments, the order of keys and the form of
 * all that is there already stay.
 * @throws UserError if a place cannot be changed without changing another, as where YAML anchors share it.
 */
export function editStackFile(
  text: string,
  { stack, project }: { readonly stack: string; readonly project: string },
  edits: readonly StackEdit[],
): string {
  const problems: Problem[] = [];
  const edited = edits.reduce((before, { path, value }) => {
    const place = ["config", `${project}:environment`, ...path];
    const expected = withValue(parseDocument(before).toJS(), place, value);
    const isRight = (after: string) => isDeepStrictEqual(parsed(after), expected);
    const after = editedTexts(before, place, value).find(isRight);
    const message = "cannot be changed alone; write it out here instead of sharing it by an anchor";
    if (after === undefined) problems.push({ path: showPath(["environment", ...path]), message });
    return after ?? before;
  }, text);
  if (problems.length > 0) throw new UserError(`${stackFileName(stack)} stays as it is.`, problems);
  return edited;
}

/** The texts that come into question, the one that moves least first. */
function* editedTexts(text: string, place: Path, value: StackEdit["value"]): Generator<string, undefined> {
  const document = parseDocument(text);
  const present = document.getIn(place, true);
  if (isScalar(present) && present.range) {
    const [start, end] = present.range;
    const quote = /^["']/.exec(text.slice(start))?.[0] ?? "";
    yield `${text.slice(0, start)}${quote}${value}${quote}${text.slice(end)}`;
  }
  let depth = place.length - 1;
  while (depth > 0 && !isMap(document.getIn(place.slice(0, depth), true))) depth -= 1;
  const nearest = document.getIn(place.slice(0, depth), true);
  const nested = place.slice(depth + 1).reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
  if (isMap(nearest)) yield* withEntry(text, nearest, { [String(place[depth])]: nested });
  document.setIn(place.slice(0, depth + 1), document.createNode(nested));
  yield document.toString({ lineWidth: 0 });
}

/** Adds an entry at the end of a map, in the map's own form; an empty one is written `{}`. */
function* withEntry(text: string, { flow, items, range }: YAMLMap, entry: object): Iterable<string> {
  const [first] = items;
  if (first === undefined && range) {
    const added = stringify(entry, { collectionStyle: "flow", lineWidth: 0 }).trim();
    yield `${text.slice(0, range[0])}${added}${text.slice(range[1])}`;
  }
  if (!range || !isScalar(first?.key) || !first.key.range) return;
  const end = range[1] - (flow ? 1 : 0);
  if (flow) {
    const inner = text.slice(0, end).trimEnd();
    const padded = inner.length < end;
    const added = stringify(entry, { collectionStyle: "flow", flowCollectionPadding: padded, lineWidth: 0 }).trim();
    yield `${inner}, ${added.slice(1, -1).trim()}${text.slice(inner.length, end)}${text.slice(end)}`;
  } else {
    const keyStart = first.key.range[0];
    const indent = " ".repeat(keyStart - text.lastIndexOf("\n", keyStart - 1) - 1);
    const line = text.indexOf("\n", end - 1);
    const at = line < 0 ? text.length : line + 1;
    const added = stringify(entry, { lineWidth: 0 }).replace(/^/gm, indent).trimEnd();
    yield `${text.slice(0, at)}${line < 0 ? "\n" : ""}${added}\n${text.slice(at)}`;
  }
}

function parsed(text: string): unknown {
  const document = parseDocument(text);
  return document.errors.length > 0 ? undefined : document.toJS();
}

function withValue(value: unknown, [key, ...rest]: Path, inner: StackEdit["value"]): unknown {
  if (key === undefined) return inner;
  const entries = typeof value === "object" && value !== null ? value : {};
  return { ...entries, [key]: withValue(Reflect.get(entries, key), rest, inner) };
}
