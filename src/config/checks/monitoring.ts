import { alertNames } from "../monitoring.ts";
import { showPath } from "../path.ts";
import type { Check } from "./check.ts";

/** An alert of an environment's own has a name of its own, or stands in for one that is not wanted. */
export const monitoring: Check = function* ({ environment }) {
  const { alerts, without } = environment.monitoring;
  for (const name of alertNames) {
    if (alerts[name] === undefined || without.includes(name)) continue;
    yield {
      path: showPath(["environment", "monitoring", "alerts", name]),
      message: `is an alert that every environment has; give it another name, or add ${name} to environment.monitoring.without`,
    };
  }
};
