import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { stringify } from "yaml";
import { givenFiles, seal } from "../support/given-files.ts";
import { sandbox } from "../support/stand-ins.ts";
import { provesStore } from "../support/store-suite.ts";

describe("secrets kept in git, encrypted by sops", function () {
  this.timeout(1_800_000);
  provesStore({
    extras: [],
    components: [],
    settings: () => ({ backend: "sops" }),
    give: async (stack) => {
      const { tools } = await sandbox<Tools>(stack.checkout, "tools", "sops", "age-keygen");
      const keys = join(stack.checkout.directory, ".sandbox", "age-keys.txt");
      execFileSync(tools["age-keygen"], ["-o", keys], { stdio: "ignore" });
      const age = execFileSync(tools["age-keygen"], ["-y", keys], { encoding: "utf8" }).trim();
      stack.checkout.write(".sops.yaml", stringify({ creation_rules: [{ path_regex: "^secrets/", age }] }));
      await seal(stack, ...givenFiles(stack));
    },
    rotate: (stack) => seal(stack),
    environment: ({ checkout }) => ({
      SOPS_AGE_KEY_FILE: join(checkout.directory, ".sandbox", "age-keys.txt"),
    }),
  });
});

interface Tools {
  readonly tools: { readonly "age-keygen": string };
}
