import { deepEqual } from "node:assert/strict";
import { velero } from "../../../src/catalog/velero.ts";

describe("velero", () => {
  /** What is wrong with settings, with the place of each. */
  const refusals = (given: object) =>
    (velero.settings.safeParse(given).error?.issues ?? []).map(({ path, message }) => `${path.join(".")} ${message}`);

  it("takes a schedule that the cluster can read, and no other", () => {
    deepEqual(refusals({ schedule: "30 2 * * SUN", location: { bucket: "b" } }), []);
    for (const schedule of ["every day", "", "0 24 * * *", "@daily"]) {
      deepEqual(refusals({ schedule, location: { bucket: "b" } }), [
        "schedule is no cron expression: use five fields, minute to day of the week, such as '0 3 * * *'",
      ]);
    }
  });
});
