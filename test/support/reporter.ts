import Mocha from "mocha";
import { skipReason } from "./skip.ts";
import { betrayals } from "./withheld.ts";

const { EVENT_TEST_PENDING } = Mocha.Runner.constants;

/**
 * Mocha's own report, with the skipped tests by reason before its failures, so that these are what a long run ends with; then the
 * sum alone on the last line. A test that is skipped without a reason counts as failed, and so does a Secret's value in what was
 * printed.
 */
export default class ClosingReporter extends Mocha.reporters.Spec {
  /** For each reason the suites whose tests it skips, each with their number. */
  private readonly skipped = new Map<string, Map<string, number>>();
  private readonly silent: string[] = [];
  /** What the tests and this report have printed. */
  private readonly printed: string[] = [];
  /** Failures that mocha does not count. */
  private readonly faults: string[] = [];

  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    this.listen(process.stdout);
    this.listen(process.stderr);
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

  private listen(stream: NodeJS.WriteStream): void {
    const write = stream.write.bind(stream);
    stream.write = (chunk: string | Uint8Array, ...rest: never[]) => {
      this.printed.push(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString());
      return write(chunk, ...rest);
    };
  }

  override epilogue(): void {
    for (const [reason, suites] of this.skipped) {
      process.stdout.write(`\n  skipped: ${reason}\n`);
      for (const [suite, number] of suites) process.stdout.write(`    ${suite}: ${number}\n`);
    }
    super.epilogue();
    const lines = betrayals(this.printed.join(""));
    this.faults.push(...this.silent.map((title) => `${title}: skipped without a reason`));
    if (lines.length > 0)
      this.faults.push(`the value of a Secret was printed, in line ${lines.join(", ")} of this output`);
    for (const fault of this.faults) process.stdout.write(`  failed: ${fault}\n`);
    const { passes, failures, pending } = this.stats;
    const [failed, skipped] = [failures + this.faults.length, pending - this.silent.length];
    process.stdout.write(`${passes} passed, ${failed} failed, ${skipped} skipped\n`);
  }

  override done(failures: number, finish?: (failures: number) => void): void {
    finish?.(failures + this.faults.length);
  }
}
