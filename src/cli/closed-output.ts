/**
 * Lets a command go on when nobody reads its output any more, as after `| head` or when a terminal goes away: what is under way
 * is finished, and its exit code stands. Without this, each line that tells of the closed output would be another error.
 */
export function surviveClosedOutput(streams: readonly NodeJS.WritableStream[]): void {
  for (const stream of streams) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}
