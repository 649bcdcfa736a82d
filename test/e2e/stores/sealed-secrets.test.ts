import { givenFiles, seal } from "../support/given-files.ts";
import { sandbox } from "../support/stand-ins.ts";
import type { StoreStack } from "../support/store-stack.ts";
import { provesStore } from "../support/store-suite.ts";

describe("secrets kept in git, sealed for the cluster", function () {
  // Controller and command may have to be built first.
  this.timeout(1_800_000);
  provesStore({
    extras: ["--sealed-secrets"],
    components: ["sealed-secrets"],
    settings: () => ({ backend: "sealed-secrets" }),
    give: async (stack) => {
      await sandbox(stack.checkout, "tools", "kubeseal");
      await seal(stack, ...certificate(stack), ...givenFiles(stack));
    },
    rotate: (stack) => seal(stack, ...certificate(stack)),
    renewal: async (stack) => [...certificate(stack), ...givenFiles(stack)],
  });
});

/** Whose certificate values are sealed for: the sandbox's controller is a process, which no Service leads to. */
function certificate({ services }: StoreStack): readonly string[] {
  return ["--cert", services.sealedSecrets?.certificate ?? ""];
}
