/** Things to choose from, as a sentence has them: `dev, staging or prod`. */
export function choice(options: readonly string[]): string {
  const last = options.at(-1) ?? "";
  return options.length < 2 ? last : `${options.slice(0, -1).join(", ")} or ${last}`;
}
