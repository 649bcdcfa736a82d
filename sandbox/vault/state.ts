import { existsSync, readFileSync } from "node:fs";
import { writePrivate } from "../cluster/record.ts";

/** One version of a value; without data once it was deleted. */
export interface Version {
  created: string;
  data?: Record<string, unknown>;
}

/** Who may log in as a role. "*" stands for all. */
export interface Role {
  accounts: string[];
  namespaces: string[];
  audience?: string;
}

/** Everything the server knows. */
export interface State {
  rootToken: string;
  /** Versions of each value, oldest first, by `mount/path`. */
  values: Record<string, Version[]>;
  mounts: string[];
  /** By `mount/name`. */
  roles: Record<string, Role>;
}

/** What the server keeps, in one file that only this user may read. */
export class StateFile {
  readonly state: State;
  private readonly file: string;

  constructor(file: string, rootToken: string) {
    this.file = file;
    this.state = existsSync(file)
      ? JSON.parse(readFileSync(file, "utf8"))
      : { rootToken, values: {}, mounts: ["secret"], roles: {} };
    this.save();
  }

  /** Writes what has changed. */
  save(): void {
    writePrivate(this.file, JSON.stringify(this.state));
  }
}
