import type { Problem } from "../../core/problem.ts";
import type { App } from "../app.ts";
import { showPath } from "../path.ts";
import type { Check, Checked } from "./check.ts";

/** What Argo CD delivers can be delivered: it is installed, knows a repository, and nothing hangs on what nobody waits for. */
export const delivery: Check = function* (checked) {
  yield* repository(checked);
  for (const [name, app] of Object.entries(checked.environment.apps)) {
    yield* values(name, app, checked);
    if (app.delivery === "argocd") yield* delivered(name, app, checked);
    else yield* requirements(name, app, checked);
  }
};

function* repository({ environment }: Checked): Iterable<Problem> {
  if (environment.delivery === undefined) return;
  const { repository: address } = environment.delivery;
  const path = showPath(["environment", "delivery", "repository"]);
  if (/^https:\/\/[^/]*@/.test(address) || /^ssh:\/\/[^/]*:[^/]*@/.test(address)) {
    yield {
      path,
      message: "holds credentials, and stack files are readable; take them away, and tell Argo CD: argocd repo add",
    };
  } else if (!/^(https:\/\/|ssh:\/\/)[^/\s]+\/\S+$|^[\w.-]+@[\w.-]+:[^/\s]\S*$/.test(address)) {
    yield {
      path,
      message: `'${address}' is no address that Argo CD is given here; use https://host/path.git, ssh://git@host/path.git or git@host:path.git`,
    };
  }
}

function* delivered(name: string, app: App, { environment }: Checked): Iterable<Problem> {
  const path = ["environment", "apps", name];
  if (environment.components["argo-cd"] === undefined) {
    yield {
      path: showPath([...path, "delivery"]),
      message: "'argocd' needs argo-cd; add environment.components.argo-cd: {}",
    };
  }
  if (environment.delivery === undefined) {
    yield {
      path: showPath([...path, "delivery"]),
      message: "'argocd' needs to know from where; add environment.delivery: { repository: https://… }",
    };
  }
  for (const key of Object.keys(app.release)) {
    yield {
      path: showPath([...path, "release", key]),
      message: "says how a release is made, and Argo CD makes none; take it away, or let pulumi deliver the app",
    };
  }
}

/** Nobody tells the program when what Argo CD delivers is there. */
function* requirements(name: string, { requires }: App, { environment }: Checked): Iterable<Problem> {
  for (const [index, other] of requires.entries()) {
    if (environment.apps[other]?.delivery !== "argocd") continue;
    yield {
      path: showPath(["environment", "apps", name, "requires", index]),
      message: `'${other}' is delivered by Argo CD, and nothing tells when it is there; let argocd deliver '${name}', too, or take the requirement away`,
    };
  }
}

/** Who runs a chart's migrations follows from who delivers it. */
function* values(name: string, app: App, { charts }: Checked): Iterable<Problem> {
  if (charts[app.chart]?.knowsDelivery !== true || app.values.delivery === undefined) return;
  yield {
    path: showPath(["environment", "apps", name, "values", "delivery"]),
    message: "is filled in from the app's `delivery`; take it away",
  };
}
