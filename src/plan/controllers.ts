import { isRemote } from "../catalog/component.ts";
import { catalogOf } from "../config/installed.ts";
import type { Settings } from "../config/settings.ts";
import { stepName } from "./objects.ts";

/** The step that sets up who brings requests, if the environment does so itself: kinds of its own come after it. */
export function controllersOf({ environment, catalog }: Settings): readonly string[] {
  const { ingress } = environment;
  const name = ingress.kind === "traefik" ? ingress.kind : ingress.class;
  return catalogOf(environment, catalog)
    .filter((component) => component.name === name)
    .map(({ chart }) => (isRemote(chart) ? name : stepName("HelmChartConfig", chart.bundled, "kube-system")));
}
