import { provesStore } from "../support/store-suite.ts";

describe("secrets kept in the stack's encrypted state", function () {
  this.timeout(600_000);
  provesStore({
    extras: [],
    components: [],
    settings: () => ({ backend: "pulumi" }),
    give: (stack) => stack.configure(stack.given),
  });
});
