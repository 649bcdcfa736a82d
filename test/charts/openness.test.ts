import { deepEqual, ok } from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalog } from "../../src/catalog/catalog.ts";
import { covers, overlaps } from "../../src/core/cidr.ts";
import { RenderCache } from "../../src/operate/render/cache.ts";
import { renderPlan } from "../../src/operate/render/render.ts";
import { planOf, root } from "../support/stack.ts";
import { toolPath } from "../support/tools.ts";

interface Policy {
  readonly spec: {
    readonly ingress?: readonly {
      readonly from?: readonly { readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] } }[];
    }[];
  };
}

/** What k3s gives pods and Services unless told otherwise. */
const networks = ["10.42.0.0/16", "10.43.0.0/16"];

describe("what is open to addresses", function () {
  this.timeout(300_000);
  const cache = mkdtempSync(join(tmpdir(), "renderings-"));
  after(() => rmSync(cache, { recursive: true, force: true }));

  for (const stack of ["dev", "staging", "prod"]) {
    it(`of ${stack} is closed to the cluster's own pods`, async () => {
      const ports = "ports: [{name: http, containerPort: 8080, servicePort: 8083}]";
      const added = `apps.hello={like: service, images: {app: imprun/hello:v1.0.0}, values: {${ports}}}`;
      const plan = await planOf(root, stack, catalog, added);
      const own = { ...plan, releases: plan.releases.filter(({ chart }) => chart.kind === "local") };
      const { objects } = await renderPlan(own, root, toolPath("helm"), { cache: new RenderCache(cache) });
      const policies = objects.filter(({ object }) => object.kind === "NetworkPolicy");
      ok(policies.some(({ id }) => id.endsWith("/hello")));
      const open = policies.flatMap(({ id, object }) => {
        const { spec }: Policy = JSON.parse(JSON.stringify(object));
        return (spec.ingress ?? []).flatMap(({ from = [] }) =>
          from.flatMap(({ ipBlock }) =>
            ipBlock === undefined
              ? []
              : networks
                  .filter((network) => overlaps(ipBlock.cidr, network))
                  .filter((network) => !(ipBlock.except ?? []).some((range) => covers(range, network)))
                  .map((network) => `${id}: ${network}`),
          ),
        );
      });
      deepEqual(open, []);
    });
  }
});
