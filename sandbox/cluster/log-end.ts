import { closeSync, fstatSync, openSync, readSync } from "node:fs";

const READ_BYTES = 64 * 1024;

/** The last lines of a log file; none if there is no such file. */
export function logEnd(file: string, lines: number): string[] {
  let fd: number;
  try {
    fd = openSync(file, "r");
  } catch {
    return [];
  }
  try {
    const { size } = fstatSync(fd);
    const buffer = Buffer.alloc(Math.min(size, READ_BYTES));
    readSync(fd, buffer, 0, buffer.length, size - buffer.length);
    return buffer
      .toString("utf8")
      .trimEnd()
      .split("\n")
      .slice(-lines)
      .filter((line) => line !== "");
  } finally {
    closeSync(fd);
  }
}
