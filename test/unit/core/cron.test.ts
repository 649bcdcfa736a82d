import { equal } from "node:assert/strict";
import { isCron } from "../../../src/core/cron.ts";

describe("cron expressions", () => {
  for (const text of ["0 3 * * *", "*/15 0-6 1,15 * MON-FRI", "59 23 31 12 6", "0 0 * jan,Jul sun"]) {
    it(`'${text}' is one`, () => equal(isCron(text), true));
  }

  for (const text of [
    "",
    "0 3 * *",
    "0 3 * * * *",
    "60 3 * * *",
    "0 24 * * *",
    "0 3 0 * *",
    "0 3 * 13 *",
    "0 3 * * 7",
    "5-3 * * * *",
    "1-2-3 * * * *",
    "*/0 * * * *",
    "*/5/5 * * * *",
    "@daily",
    "MON * * * *",
  ]) {
    it(`'${text}' is none`, () => equal(isCron(text), false));
  }
});
