import { equal } from "node:assert/strict";
import { counted } from "../../../src/core/counted.ts";
import { UserError } from "../../../src/core/problem.ts";

describe("UserError", () => {
  it("lists every problem below its title, with the command that mends it, and without a stack trace", () => {
    const error = new UserError("Cannot.", [
      { path: "a.b", message: "is wrong", fix: "mend a" },
      { path: "", message: "two\nlines" },
    ]);
    equal(error.message, "Cannot.\n  a.b: is wrong\n    run: mend a\n  two\n  lines");
    equal(error.stack, `UserError: ${error.message}`);
  });
});

describe("counted", () => {
  it("says one thing and several", () => {
    equal([0, 1, 2].map((number) => counted(number, "release")).join(", "), "0 releases, 1 release, 2 releases");
  });
});
