const placeholder = /\{\{\s*([-._a-zA-Z0-9]+)\s*\}\}/g;

/** The names that a template refers to as `{{ name }}`, each once. */
export function placeholders(text: string): readonly string[] {
  return [...new Set([...text.matchAll(placeholder)].map(([, name = ""]) => name))];
}

/** A template with each `{{ name }}` replaced by what is given for it; a name that nothing is given for stays as it is. */
export function fillTemplate(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(placeholder, (whole, name: string) => values[name] ?? whole);
}
