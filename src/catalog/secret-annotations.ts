import type { ComponentContext } from "./component.ts";

/** Pod annotations that change with the values of the given secrets of a component, so that a rotation restarts the pods. */
export function secretAnnotations(
  { secret }: Pick<ComponentContext, "secret">,
  ...names: readonly string[]
): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [`checksum/secret-${name}`, secret(name).version]));
}
