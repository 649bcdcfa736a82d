/** Name of the ConfigMap in each namespace that tells how old the values of its Secrets are. */
export const agesName = "secret-ages";

/** What is told of one Secret: no value, and nothing that is made from one. */
export interface SecretAges {
  readonly version: string;
  /** For each key that is not composed of others: since when its value is what it is (ISO 8601). */
  readonly since: Readonly<Record<string, string>>;
}
