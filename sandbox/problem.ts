/** A problem the operator can solve: its message is shown as it is, without a stack trace. */
export class Problem extends Error {
  override readonly name = "Problem";
}

/** The text of anything that was thrown, for use inside another message. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The code of a system error ("ENOENT", "ENOSPC" …); undefined for any other error. */
export function errorCode(error: unknown): string | undefined {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return undefined;
}
