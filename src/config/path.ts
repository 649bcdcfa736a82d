/** A place in a stack file. */
export type Path = readonly PropertyKey[];

/** A place as text: `environment.apps.auth.requires[0]`; keys that are not plain words are quoted. */
export function showPath(path: Path): string {
  return path
    .map((key, index) => {
      if (typeof key === "number") return `[${key}]`;
      const text = String(key);
      if (!/^[-\w]+$/.test(text)) return `["${text}"]`;
      return index === 0 ? text : `.${text}`;
    })
    .join("");
}

/** Reads what `showPath` writes. */
export function parsePath(text: string): Path {
  return [...text.matchAll(/\["([^"]*)"\]|\[(\d+)\]|[-\w]+/g)].map(([plain, quoted, index]) =>
    index === undefined ? (quoted ?? plain) : Number(index),
  );
}

/** What is at a place; nothing if there is no such place. */
export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
    root,
  );
}

/** A value as it is shown in a message: text in quotes, a map or list by its kind, at most 60 characters. */
export function showValue(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (value === null) return "null";
  if (typeof value === "object") return "a map";
  const text = typeof value === "string" ? `'${value}'` : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…'` : text;
}
