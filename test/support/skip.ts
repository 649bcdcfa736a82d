import Mocha, { type Context, type Runnable, type Suite } from "mocha";

const reasons = new WeakMap<Runnable | Suite, string>();

/**
 * Skips the test, or from a `before` hook every test of its suite, and says why: the closing report prints `skipped: <why>`. A
 * bare `this.skip()` counts as a failure.
 */
export function skip(context: Context, why: string): never {
  const { test } = context;
  if (test === undefined) throw new Error("skip is called from a test or a hook");
  reasons.set(test instanceof Mocha.Hook && test.parent !== undefined ? test.parent : test, why);
  context.skip();
}

/** Why a test was skipped: its own reason, or that of a suite around it. */
export function skipReason(test: Runnable): string | undefined {
  const own = reasons.get(test);
  if (own !== undefined) return own;
  for (let suite = test.parent; suite !== undefined; suite = suite.parent) {
    const reason = reasons.get(suite);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
