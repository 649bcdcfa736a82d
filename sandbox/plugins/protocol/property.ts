/**
 * A property value on the wire between the engine and a provider that must stay secret: shown as `[secret]`,
 * encrypted in the state.
 */
export class Secret {
  /** The value in clear; never to be written to a log or an error. */
  readonly value: Property;

  constructor(value: Property) {
    this.value = value;
  }
}

/** A property value which a preview cannot know yet. */
export class Unknown {
  /** Keeps other objects from passing as unknown values in the type system. */
  readonly unknown = true;
}

/** The one instance of `Unknown` that is needed. */
export const unknown = new Unknown();

/** Any property value of a resource. */
export type Property = null | boolean | number | string | Secret | Unknown | Property[] | PropertyMap;

/** Named property values: the inputs or outputs of a resource, or an object nested in them. */
export interface PropertyMap {
  [name: string]: Property;
}

/** Whether the value is an object with named properties. */
export function isMap(value: Property | undefined): value is PropertyMap {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Secret) &&
    !(value instanceof Unknown)
  );
}

/** The value as an object; an empty one for everything else. */
export function asMap(value: Property | undefined): PropertyMap {
  return isMap(value) ? value : {};
}

/** The value as a list; an empty one for everything else. */
export function asList(value: Property | undefined): Property[] {
  return Array.isArray(value) ? value : [];
}

/** The value as a string; an empty one for everything else. */
export function asText(value: Property | undefined): string {
  return typeof value === "string" ? value : "";
}

/** The value as a number; 0 for everything else. */
export function asNumber(value: Property | undefined): number {
  return typeof value === "number" ? value : 0;
}

/** The value at a path of property names; undefined where the path ends early. */
export function at(value: Property | undefined, ...path: string[]): Property | undefined {
  let current = value;
  for (const name of path) {
    if (!isMap(current)) return undefined;
    current = current[name];
  }
  return current;
}

function rebuild(value: Property, leaf: (value: Property) => Property | undefined): Property {
  const replaced = leaf(value);
  if (replaced !== undefined) return replaced;
  if (Array.isArray(value)) return value.map((item) => rebuild(item, leaf));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, rebuild(item, leaf)]));
}

/** A copy without secret marks; unknown values stay unknown. */
export function plain(value: PropertyMap): PropertyMap {
  const strip = (item: Property): Property | undefined =>
    item instanceof Secret ? rebuild(item.value, strip) : undefined;
  return asMap(rebuild(value, strip));
}

/** A copy without secret marks in which unknown values are null. */
export function known(value: PropertyMap): PropertyMap {
  return asMap(rebuild(plain(value), (item) => (item instanceof Unknown ? null : undefined)));
}

/** A deep copy, marks included. */
export function copy<Value extends Property>(value: Value): Value {
  return rebuild(value, () => undefined) as Value;
}

/** Whether the value is or contains something that `matches`; looks into secrets. */
export function contains(value: Property | undefined, matches: (value: Property) => boolean): boolean {
  if (value === undefined) return false;
  if (matches(value)) return true;
  if (value instanceof Secret) return contains(value.value, matches);
  if (Array.isArray(value)) return value.some((item) => contains(item, matches));
  return isMap(value) && Object.values(value).some((item) => contains(item, matches));
}

/** Whether a preview does not know the value, or a part of it. */
export function containsUnknown(value: Property | undefined): boolean {
  return contains(value, (item) => item instanceof Unknown);
}

/** Whether the value, or a part of it, is secret. */
export function containsSecret(value: Property | undefined): boolean {
  return contains(value, (item) => item instanceof Secret);
}

/** Whether two values are the same, order of names aside, secret marks aside. Unknown equals nothing. */
export function equal(left: Property | undefined, right: Property | undefined): boolean {
  if (left instanceof Secret) return equal(left.value, right);
  if (right instanceof Secret) return equal(left, right.value);
  if (left instanceof Unknown || right instanceof Unknown) return false;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => equal(item, right[index]));
  }
  if (isMap(left) && isMap(right)) {
    const names = Object.keys(left);
    if (names.length !== Object.keys(right).length) return false;
    return names.every((name) => name in right && equal(left[name], right[name]));
  }
  return left === right;
}
