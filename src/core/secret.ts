/** Characters that a generated value is made of. */
export const alphabets = ["alphanumeric", "hex", "symbols"] as const;

/** Types of Secrets that Kubernetes gives a meaning to, and the one that it gives none. */
export const secretTypes = [
  "Opaque",
  "kubernetes.io/dockerconfigjson",
  "kubernetes.io/basic-auth",
  "kubernetes.io/tls",
] as const;

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
