import { setTimeout as pause } from "node:timers/promises";
import { UserError } from "../../core/problem.ts";

/** How long something over the network is waited for. */
export interface Patience {
  /** How often it is tried, the first time included. */
  readonly attempts: number;
  /** Limit of one attempt, in seconds. */
  readonly attemptSeconds: number;
  /** Pause before the second attempt, in seconds; it doubles before each further one. */
  readonly pauseSeconds: number;
}

/** Enough for a large index over a slow line, and for a server that restarts. */
export const patience: Patience = { attempts: 4, attemptSeconds: 120, pauseSeconds: 1 };

/** Troubles that pass: a server that is overloaded or restarts, a line that breaks. */
const passing =
  /(: |status code )(5\d\d|429)\b|time[d]?[ -]?out|deadline exceeded|no answer within|\bEOF\b|connection reset|broken pipe/i;

/**
 * Does something again while it fails for a reason that passes, with longer pauses each time.
 * @throws Error of the last attempt, or of the first whose reason does not pass.
 */
export async function withAttempts<Result>(
  { attempts, pauseSeconds }: Patience,
  signal: AbortSignal,
  again: (why: string) => void,
  attempt: () => Promise<Result>,
): Promise<Result> {
  for (let made = 1; ; made += 1) {
    try {
      return await attempt();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (!passing.test(why)) throw error;
      if (made >= attempts) throw new Error(`${why} (tried ${made} times)`, { cause: error });
      again(why);
      await pause(pauseSeconds * 2 ** (made - 1) * 1000, undefined, { signal }).catch(() => {
        throw new UserError("Stopped.", []);
      });
    }
  }
}

/** Whether a failure may pass by itself, so that the same source may fail the same way for others. */
export function isPassing(why: string): boolean {
  return passing.test(why);
}
