import { doesNotThrow, throws } from "node:assert/strict";
import { type JsonObject, overlay } from "../../../../src/core/json.ts";
import { requireSealed } from "../../../../src/operate/export/secrets.ts";
import type { PlainSecret } from "../../../../src/operate/export/units.ts";
import { planEnvironment } from "../../../../src/plan/plan.ts";
import { settingsFor } from "../../../support/environment.ts";
import { storeApp, stores } from "../../../support/store-app.ts";

describe("Secrets of an export", () => {
  const check = (environment: JsonObject, cert?: string, charts: readonly PlainSecret[] = []) => {
    const settings = settingsFor(overlay({ apps: storeApp }, environment));
    const decided = { project: "demo", settings, plan: planEnvironment(settings) };
    return requireSealed({ stack: "test", decided, charts, cert });
  };
  const ofChart = [{ unit: "web", name: "web-token", namespace: "web" }];

  it("come from stores whose objects may lie in git", () => {
    doesNotThrow(() => check(stores.aws));
    doesNotThrow(() => check(stores.vault));
  });

  it("are refused where only the state or an encrypted file has them", () => {
    throws(() => check(stores.pulumi), /'pulumi' keeps web-database where git cannot have them/);
    throws(() => check(stores.sops), /'sops' keeps web-database where git cannot have them/);
  });

  it("have to be sealed before, where the store is git", () => {
    throws(() => check(stores.sealed), /Secret web\/web-database: is not sealed yet\n.*seal --stack test/);
  });

  it("can be sealed on the way, for a controller that is there, with a certificate that is there", () => {
    throws(() => check(stores.pulumi, "package.json"), /nothing opens what is sealed/);
    throws(() => check({ components: { "sealed-secrets": {} } }, "none.pem"), /there is no file none\.pem/);
    doesNotThrow(() => check({ components: { "sealed-secrets": {} } }, "package.json"));
  });

  it("of a chart are left to the program, but not where Argo CD delivers the chart", () => {
    doesNotThrow(() => check(stores.aws, undefined, ofChart));
    const delivered = {
      components: { "argo-cd": {} },
      delivery: { repository: "https://git.example.com/demo/platform.git" },
      apps: { web: { delivery: "argocd" } },
    };
    throws(() => check(overlay(stores.aws, delivered), undefined, ofChart), /'web', which Argo CD delivers/);
  });
});
