import Mocha from "mocha";
import { skipReason } from "./skip.ts";

const { EVENT_TEST_PENDING } = Mocha.Runner.constants;

/**
 * Mocha's own report, with the skipped tests by reason before its failures, so that these are what a long run ends with; then the
 * sum alone on the last line. A test that is skipped without a reason counts as failed.
 */
export default class ClosingReporter extends Mocha.reporters.Spec {
  /** For each reason the suites whose tests it skips, each with their number. */
  private readonly skipped = new Map<string, Map<string, number>>();
  private readonly silent: string[] = [];

  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    runner.on(EVENT_TEST_PENDING, (test: Mocha.Test) => {
      const reason = skipReason(test);
      if (reason === undefined) {
        this.silent.push(test.fullTitle());
        return;
      }
      const suites = this.skipped.get(reason) ?? new Map<string, number>();
      const suite = test.parent?.fullTitle() ?? "";
      this.skipped.set(reason, suites.set(suite, (suites.get(suite) ?? 0) + 1));
    });
  }

  override epilogue(): void {
    for (const [reason, suites] of this.skipped) {
      process.stdout.write(`\n  skipped: ${reason}\n`);
      for (const [suite, number] of suites) process.stdout.write(`    ${suite}: ${number}\n`);
    }
    super.epilogue();
    for (const title of this.silent) process.stdout.write(`  failed: ${title}: skipped without a reason\n`);
    const { passes, failures, pending } = this.stats;
    const [failed, skipped] = [failures + this.silent.length, pending - this.silent.length];
    process.stdout.write(`${passes} passed, ${failed} failed, ${skipped} skipped\n`);
  }

  override done(failures: number, finish?: (failures: number) => void): void {
    finish?.(failures + this.silent.length);
  }
}
