import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { StackEdit } from "../../config/stack-edit.ts";
import { type Context, projectFolder } from "../context.ts";
import { replaceFile } from "../replace-file.ts";
import type { Snapshot } from "./snapshot.ts";

/** A rotation under way, as it survives a process that is killed: what was decided, and what was there before. */
export interface Journal {
  /** When it began (ISO 8601). */
  readonly began: string;
  /** Names of the Secrets. */
  readonly secrets: readonly string[];
  /** Numbers that the stack file is to have. */
  readonly edits: readonly StackEdit[];
  /** The values before must not be accepted any longer. */
  readonly dropPrevious: boolean;
  /** Whether the new values were written to where they are kept. */
  readonly written: boolean;
  /** Files that were changed for it, and have to be committed. */
  readonly files: readonly string[];
  /** Salt of the digests, ever another. */
  readonly salt: string;
  readonly before: Snapshot;
}

/** A salt for the digests of one rotation. */
export function newSalt(): string {
  return randomBytes(16).toString("hex");
}

/** The rotation that a run before has not finished; nothing if there is none. */
export function readJournal(context: Place): Journal | undefined {
  const path = journalPath(context);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}

/** Notes how far a rotation has got. */
export async function writeJournal(context: Place, journal: Journal): Promise<void> {
  const path = journalPath(context);
  await mkdir(dirname(path), { recursive: true });
  await replaceFile(path, `${JSON.stringify(journal, null, 2)}\n`);
}

/** Forgets a rotation: it is done, by whoever. */
export async function removeJournal(context: Place): Promise<void> {
  await rm(journalPath(context), { force: true });
}

type Place = Pick<Context, "directory" | "project" | "stack">;

/** It lies in the checkout, as the stack file does that it has changed. */
function journalPath(place: Place): string {
  return join(projectFolder(place), ".build", "rotation", `${place.stack}.json`);
}
