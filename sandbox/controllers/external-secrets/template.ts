import type { Content } from "../secrets.ts";
import type { Template } from "./kinds.ts";

/** The functions of the template engine that the stand-in knows. */
const FUNCTIONS: ReadonlyMap<string, (text: string) => string> = new Map([
  ["toString", (text) => text],
  ["b64enc", (text) => Buffer.from(text).toString("base64")],
  ["b64dec", (text) => Buffer.from(text, "base64").toString("utf8")],
  ["quote", (text) => JSON.stringify(text)],
  ["toJson", (text) => JSON.stringify(text)],
  ["trim", (text) => text.trim()],
  ["upper", (text) => text.toUpperCase()],
  ["lower", (text) => text.toLowerCase()],
  ["urlquery", (text) => encodeURIComponent(text).replaceAll("%20", "+")],
]);

/**
 * Fills `{{ .key }}` and `{{ .key | b64enc }}` in a text. Throws for a key that is not there and for whatever else the
 * real engine (v2) could do and this one cannot, so that nothing is half-done.
 */
export function fill(text: string, values: Content): string {
  const trimmed = text.replace(/\s*\{\{-/g, "{{").replace(/-\}\}\s*/g, "}}");
  return trimmed.replace(/\{\{([\s\S]*?)\}\}/g, (_, expression: string) => evaluate(expression.trim(), values));
}

function evaluate(expression: string, values: Content): string {
  const [first = "", ...pipes] = expression.split("|").map((part) => part.trim());
  const [, key, quoted] = first.match(/^(?:\.([A-Za-z0-9_]+)|index \. "([^"]+)")$/) ?? [];
  const name = key ?? quoted;
  if (name === undefined) throw new Error(`unable to parse template: the stand-in does not know {{ ${expression} }}`);
  const value = values[name];
  if (value === undefined) throw new Error(`unable to execute template: map has no entry for key "${name}"`);
  return pipes.reduce((text, pipe) => {
    const apply = FUNCTIONS.get(pipe);
    if (apply === undefined) throw new Error(`unable to parse template: function "${pipe}" not defined (stand-in)`);
    return apply(text);
  }, value.toString("utf8"));
}

/** The content of a Secret: the values as they are, or what the template makes of them. */
export function templated(template: Template | undefined, values: Content): Content {
  if (template?.templateFrom?.length) throw new Error("the stand-in does not know templateFrom");
  if (template?.data === undefined) return values;
  const made = Object.entries(template.data).map(([key, text]): [string, Buffer] => [
    key,
    Buffer.from(fill(text, values)),
  ]);
  return { ...(template.mergePolicy === "Merge" && values), ...Object.fromEntries(made) };
}

/** Labels or annotations of a template, filled. */
export function templatedTexts(texts: Record<string, string> | undefined, values: Content): Record<string, string> {
  return Object.fromEntries(Object.entries(texts ?? {}).map(([key, text]) => [key, fill(text, values)]));
}
