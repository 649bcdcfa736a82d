import type { Engine } from "./engine.ts";
import type { PropertyMap } from "./property.ts";

/** Which resource a call is about. */
export interface Subject {
  urn: string;
  /** The type token, e.g. `kubernetes:core/v1:Secret`. */
  type: string;
  /** The resource's name in the program. */
  name: string;
}

/** Asks for validated inputs with defaults filled in. */
export interface CheckCall extends Subject {
  old: PropertyMap;
  new: PropertyMap;
  /** The name which the engine proposes where the program gives none; empty if it proposes none. */
  proposedName: string;
  /** Random bytes that are the same in preview and update. */
  randomSeed: Uint8Array;
}

/** What is wrong with an input. */
export interface CheckFailure {
  property: string;
  reason: string;
}

/** Validated inputs. */
export interface Checked {
  inputs: PropertyMap;
  failures?: CheckFailure[];
}

/** Asks what changes between the recorded outputs and new inputs. */
export interface DiffCall extends Subject {
  id: string;
  /** The recorded outputs. */
  old: PropertyMap;
  oldInputs: PropertyMap;
  new: PropertyMap;
  ignoreChanges: string[];
}

/** How one property changes; with `replace` the resource cannot be updated in place. */
export interface Change {
  kind: "add" | "delete" | "update";
  replace: boolean;
  /** The change is between old and new inputs, not between recorded outputs and new inputs. */
  input: boolean;
}

/** What changes, by property path (`spec.replicas`, `metadata.labels["a.b/c"]`). */
export interface Changes {
  /** Whether there are any; also true for changes that no property shows. */
  some: boolean;
  properties: Map<string, Change>;
  /** Further reasons for a replacement. */
  replaces?: string[];
  deleteBeforeReplace?: boolean;
}

/** Asks to create a resource, or in a preview for the outputs as far as they are known. */
export interface CreateCall extends Subject {
  inputs: PropertyMap;
  preview: boolean;
  /** Seconds; 0 means the provider's own limit. */
  timeout: number;
}

/** Asks to bring a resource to new inputs. */
export interface UpdateCall extends Subject {
  id: string;
  old: PropertyMap;
  new: PropertyMap;
  ignoreChanges: string[];
  preview: boolean;
  timeout: number;
}

/** Asks for the live state. Both maps are empty in an import. */
export interface ReadCall extends Subject {
  id: string;
  outputs: PropertyMap;
  inputs: PropertyMap;
}

/** Asks to delete a resource. */
export interface DeleteCall extends Subject {
  id: string;
  outputs: PropertyMap;
  timeout: number;
}

/** A resource provider, free of the wire format. Every method may throw; an `InitializationError` keeps the state. */
export interface Provider {
  /** The version of the official plugin it stands in for. */
  version: string;
  checkConfig?(call: CheckCall): Promise<Checked>;
  diffConfig?(call: DiffCall): Promise<Changes>;
  /** Nested values arrive as JSON text. */
  configure?(variables: Map<string, string>, engine: Engine): Promise<void>;
  check(call: CheckCall): Promise<Checked>;
  diff(call: DiffCall): Promise<Changes>;
  create(call: CreateCall): Promise<{ id: string; outputs: PropertyMap }>;
  /** Undefined when the resource is gone. */
  read(call: ReadCall): Promise<{ id: string; outputs: PropertyMap; inputs: PropertyMap } | undefined>;
  update(call: UpdateCall): Promise<PropertyMap>;
  delete(call: DeleteCall): Promise<void>;
  /** Aborts what is running; the calls concerned fail. */
  cancel?(): void;
}

/** A resource exists but is not what it should be: the engine records it together with the reasons. */
export class InitializationError extends Error {
  readonly id: string;
  readonly outputs: PropertyMap;
  readonly reasons: string[];
  /** Set by reads only. */
  readonly inputs: PropertyMap | undefined;

  constructor(message: string, state: { id: string; outputs: PropertyMap; reasons: string[]; inputs?: PropertyMap }) {
    super(message);
    this.id = state.id;
    this.outputs = state.outputs;
    this.reasons = state.reasons;
    this.inputs = state.inputs;
  }
}
