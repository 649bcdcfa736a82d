import { choice } from "../core/choice.ts";
import { formsOf, type JsonSchema, schemaOf } from "./json-schema.ts";
import { typeName } from "./type-name.ts";

/** One key of the configuration, as the reference shows it. */
export interface Row {
  /** Dotted path, with `<app>` and the like for names that the user gives. */
  readonly path: string;
  readonly type: string;
  /** The default as JSON, or that there is none. */
  readonly fallback: string;
  readonly description: string;
  /** The choices that the key goes with, such as `kind: sandbox`; it is there always if there are none. */
  readonly when: readonly string[];
}

/** The row of one key. */
export function rowOf(path: string, schema: JsonSchema, required: boolean): Row {
  const { default: given, description = "" } = schema;
  const fallback = given === undefined ? (required ? "**required**" : "–") : `\`${JSON.stringify(given)}\``;
  return { path, type: typeName(schema), fallback, description, when: [] };
}

/** The keys below a place, depth first. */
export function rowsBelow(schema: JsonSchema, path: string): readonly Row[] {
  const forms = formsOf(schema);
  if (forms.length > 1) return merged([...choosingRows(forms, path), ...forms.flatMap((form) => formRows(form, path))]);
  const [form = schema] = forms;
  const own = Object.entries(form.properties ?? {}).flatMap(([key, property]) => {
    const required = form.required?.includes(key) ?? false;
    return [rowOf(`${path}.${key}`, schemaOf(property), required), ...rowsBelow(schemaOf(property), `${path}.${key}`)];
  });
  const named = form.additionalProperties;
  // A reference stands for plain data of any shape.
  const isMap = typeof named === "object" && named.$ref === undefined;
  return [...own, ...(isMap ? rowsBelow(named, `${path}.<${placeholder(path)}>`) : [])];
}

/** The keys that choose between the forms of a union, each once, with all their values. */
function choosingRows(forms: readonly JsonSchema[], path: string): readonly Row[] {
  return [...new Set(forms.flatMap(choosingKeys))].map((key) => {
    const choosing = forms.filter((form) => choosingKeys(form).includes(key));
    const values = [...new Set(choosing.map((form) => `\`${schemaOf(form.properties?.[key]).const}\``))];
    const when = choosing.length === forms.length ? [] : [...new Set(choosing.map((form) => choiceOf(form, key)))];
    const description = values.length === 1 ? "" : "Chooses what else is said here.";
    return { path: `${path}.${key}`, type: choice(values), fallback: "**required**", description, when };
  });
}

/** The other keys of one form, each with the nearest choice that it goes with; the rows above it tell the choices further out. */
function formRows(form: JsonSchema, path: string): readonly Row[] {
  const choosing = choosingKeys(form);
  const chosen = choiceOf(form);
  return rowsBelow(form, path)
    .filter((row) => !choosing.some((key) => row.path === `${path}.${key}`))
    .map((row) => (row.when.length === 0 ? { ...row, when: [chosen] } : row));
}

/** What chooses a form, as text; without one of its keys, where that key is what is described. */
function choiceOf(form: JsonSchema, without?: string): string {
  return choosingKeys(form)
    .filter((key) => key !== without)
    .map((key) => `\`${key}: ${schemaOf(form.properties?.[key]).const}\``)
    .join(", ");
}

function choosingKeys(form: JsonSchema): readonly string[] {
  return Object.keys(form.properties ?? {}).filter((key) => "const" in schemaOf(form.properties?.[key]));
}

/** Rows that several forms have alike, as one. */
function merged(rows: readonly Row[]): readonly Row[] {
  const byKey = new Map<string, Row>();
  for (const row of rows) {
    const key = JSON.stringify([row.path, row.type, row.fallback, row.description]);
    const same = byKey.get(key);
    byKey.set(key, same === undefined ? row : { ...same, when: [...new Set([...same.when, ...row.when])] });
  }
  return [...byKey.values()];
}

/** What a name stands for at this place, from the plural of the map that it is a key of. */
function placeholder(path: string): string {
  const plural = path.split(".").at(-1) ?? "";
  return plural.endsWith("s") ? plural.slice(0, -1) : "name";
}
