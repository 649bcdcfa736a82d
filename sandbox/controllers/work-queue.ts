const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;
/** Timers count in 32 bits. */
const LONGEST_MS = 2 ** 31 - 1;

/** Brings one object, by its key, to where it should be; says after how many milliseconds to look again. */
export type Reconcile = (key: string) => Promise<number | undefined>;

/**
 * Objects that have to be looked at. Each is looked at by one call at a time; one that changes meanwhile is looked at
 * again; one that fails is tried again, after ever longer pauses up to 15 seconds.
 */
export class WorkQueue {
  private readonly reconcile: Reconcile;
  private readonly busy = new Set<string>();
  private readonly again = new Set<string>();
  private readonly failures = new Map<string, number>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly subject: string;

  constructor(subject: string, reconcile: Reconcile) {
    this.subject = subject;
    this.reconcile = reconcile;
  }

  /** Asks for a look at an object, now. */
  add(key: string): void {
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
    if (this.busy.has(key)) this.again.add(key);
    else void this.work(key);
  }

  private addAfter(key: string, milliseconds: number): void {
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => this.add(key), Math.min(milliseconds, LONGEST_MS)),
    );
  }

  private async work(key: string): Promise<void> {
    this.busy.add(key);
    try {
      const next = await this.reconcile(key);
      this.failures.delete(key);
      if (next !== undefined) this.addAfter(key, next);
    } catch (error) {
      const count = this.failures.get(key) ?? 0;
      this.failures.set(key, count + 1);
      console.error(`${this.subject} ${key}: ${error instanceof Error ? error.message : error}`);
      this.addAfter(key, Math.min(FIRST_RETRY_MS * 2 ** count, LAST_RETRY_MS));
    } finally {
      this.busy.delete(key);
      if (this.again.delete(key)) this.add(key);
    }
  }
}
