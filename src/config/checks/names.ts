import { choice } from "../../core/choice.ts";
import { nearest } from "../../core/nearest.ts";
import { showPath } from "../path.ts";
import type { Check } from "./check.ts";

/** An app's chart is there, and no app has a component's name: a release's name is its place in the order. */
export const names: Check = function* ({ environment, catalog, charts }) {
  const folders = Object.keys(charts);
  for (const [name, app] of Object.entries(environment.apps)) {
    if (catalog.some((component) => component.name === name)) {
      yield {
        path: showPath(["environment", "apps", name]),
        message: "is the name of a component; give the app another name",
      };
    }
    if (charts[app.chart] === undefined) {
      const meant = nearest(app.chart, folders);
      const hint = meant === undefined ? "" : `did you mean '${meant}'? `;
      yield {
        path: showPath(["environment", "apps", name, "chart"]),
        message: `there is no folder charts/${app.chart}; ${hint}${folders.length === 0 ? "there is none" : `use ${choice(folders)}`}`,
      };
    }
  }
};
