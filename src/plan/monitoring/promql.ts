/**
 * Gives a label the part of another one that a pattern names `$1`; where the pattern does not match, the label stays as it was.
 */
export function relabel(expression: string, label: string, from: string, pattern: string): string {
  return `label_replace(${expression}, "${label}", "$1", "${from}", "${pattern}")`;
}

/** Gives every series a label with the same value. */
export function withLabel(expression: string, label: string, value: string): string {
  return `label_replace(${expression}, "${label}", "${value}", "", "")`;
}

/**
 * What a controller says about objects of other namespaces, by namespace and name of the object. Prometheus keeps the label
 * `namespace` for the controller's own, unless its monitor says otherwise.
 */
export function ofObjects(metric: string): string {
  return `max by (namespace, name) (${relabel(metric, "namespace", "exported_namespace", "(.+)")})`;
}
