import { equal } from "node:assert/strict";
import { isQuantityPath, quantity } from "../../../src/core/quantity.ts";

describe("quantity", () => {
  it("takes numbers with a decimal or binary suffix", () => {
    for (const text of ["0", "250m", "2", "0.5", ".5", "512Mi", "10Gi", "1.5G", "4k", "1E", "1Ei"])
      equal(quantity.test(text), true, text);
  });

  it("refuses everything else", () => {
    for (const text of ["", "512MB", "1 Gi", "-1", "1,5", "Gi", "1K", "1mi", "ten"])
      equal(quantity.test(text), false, text);
  });

  it("knows where charts hold one", () => {
    equal(isQuantityPath(["server", "resources", "requests", "cpu"]), true);
    equal(isQuantityPath(["server", "resources", "limits", "memory"]), true);
    equal(isQuantityPath(["mongodb", "persistence", "size"]), true);
    equal(isQuantityPath(["mongodb", "size"]), false);
  });
});
