import Mocha from "mocha";
import { skipReason } from "./skip.ts";

const { EVENT_TEST_PENDING } = Mocha.Runner.constants;

/**
 * Mocha's own report, then each skipped test with its reason, then the sum alone on the last line. A test that is skipped
 * without a reason counts as failed.
 */
export default class ClosingReporter extends Mocha.reporters.Spec {
  private readonly skipped: string[] = [];
  private silent = 0;

  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    runner.on(EVENT_TEST_PENDING, (test: Mocha.Test) => {
      const reason = skipReason(test);
      if (reason === undefined) {
        this.silent += 1;
        this.skipped.push(`${test.fullTitle()}\n    failed: skipped without a reason`);
      } else this.skipped.push(`${test.fullTitle()}\n    skipped: ${reason}`);
    });
  }

  override epilogue(): void {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    for (const line of this.skipped) process.stdout.write(`  ${line}\n`);
    if (this.skipped.length > 0) process.stdout.write("\n");
    process.stdout.write(`${passes} passed, ${failures + this.silent} failed, ${pending - this.silent} skipped\n`);
  }

  override done(failures: number, finish?: (failures: number) => void): void {
    finish?.(failures + this.silent);
  }
}
