import { skip } from "../../support/skip.ts";
import { type Plugins, pluginSets } from "./plugins.ts";

/** Milliseconds for one case: several runs of the engine, some of which wait for pods. */
const caseLimit = 180_000;

/** Runs the same cases once with the stand-ins and once with the official plugins, where these can be had. */
export function contract(title: string, cases: (plugins: Plugins) => void): void {
  for (const plugins of pluginSets()) {
    describe(`${title}, ${plugins.name} plugins`, function () {
      this.timeout(caseLimit);
      this.slow(caseLimit);
      before(function () {
        if (plugins.directory === undefined) skip(this, "not available (IMPRUN_OFFICIAL_PLUGINS names a directory)");
      });
      cases(plugins);
    });
  }
}
