/** Type of a Secret that images are pulled with. */
export const pullSecretType = "kubernetes.io/dockerconfigjson";

/** Characters that a generated value is made of. */
export const alphabets = ["alphanumeric", "hex", "symbols"] as const;

/** Types of Secrets that Kubernetes gives a meaning to, and the one that it gives none. */
export const secretTypes = ["Opaque", pullSecretType, "kubernetes.io/basic-auth", "kubernetes.io/tls"] as const;

/** One of the types. */
export type SecretType = (typeof secretTypes)[number];

/** Where the value under one key of a Secret comes from. */
export type SecretSource =
  | {
      readonly from: "generated";
      /** Characters. */
      readonly length: number;
      readonly alphabet: (typeof alphabets)[number];
      /** A higher number makes a new value. */
      readonly rotation: number;
      /** The value before this one stays readable under `<key>_PREVIOUS`, for consumers that accept both. */
      readonly keepPrevious?: boolean;
    }
  | {
      readonly from: "config";
      /** Configuration key that holds the value. */
      readonly key: string;
      readonly rotation: number;
    }
  | {
      readonly from: "template";
      /** Text with other keys of the same Secret in it: `mongodb://root:{{ root-password }}@mongodb:27017`. */
      readonly text: string;
    };

/** How a workload refers to a Secret: its name, and what changes when a value does, which its pods carry. */
export interface SecretReference {
  readonly name: string;
  readonly version: string;
}

/** The name of the Kubernetes Secret that one of an owner's secrets becomes. */
export function secretName(owner: string, secret: string): string {
  return `${owner}-${secret}`;
}

/** One key of a Secret, as it is kept. */
export interface KeptKey {
  readonly key: string;
  readonly source: SecretSource;
  /** Name of the value, unlike any other of the Secret; a rotation makes another value of another name. */
  readonly value: string;
}

/** Whether a key holds the value before the last rotation, for consumers that accept both. */
export function isPrevious({ key, source, value }: KeptKey): boolean {
  return source.from === "generated" && value !== `${key}-${source.rotation}`;
}

/** A key, and beside it the value before its last rotation where that is kept. */
export function keptKeys(key: string, source: SecretSource): readonly KeptKey[] {
  if (source.from !== "generated") return [{ key, source, value: key }];
  const { rotation, keepPrevious } = source;
  const current = { key, source, value: `${key}-${rotation}` };
  if (keepPrevious !== true || rotation === 1) return [current];
  const previous = { ...source, rotation: rotation - 1 };
  return [current, { key: `${key}_PREVIOUS`, source: previous, value: `${key}-${rotation - 1}` }];
}
