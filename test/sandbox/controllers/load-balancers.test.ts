import { deepEqual } from "node:assert/strict";
import type { V1Service } from "@kubernetes/client-node";
import { placed } from "../../../sandbox/controllers/load-balancers.ts";

/** A Service of type LoadBalancer that was made at a second. */
function balanced(name: string, second: number, port: number, more: Partial<V1Service["spec"]> = {}): V1Service {
  return {
    metadata: { name, namespace: "services", creationTimestamp: new Date(second * 1_000) },
    spec: { type: "LoadBalancer", ports: [{ port }], ...more },
  };
}

const names = (services: readonly V1Service[]) => services.map(({ metadata }) => metadata?.name);

describe("load balancers of the sandbox", () => {
  it("give a port to the Service that asked first; the other one waits", () => {
    const { settled, waiting } = placed([
      balanced("later", 2, 8080),
      balanced("first", 1, 8080),
      balanced("own", 3, 81),
    ]);
    deepEqual([names(settled), names(waiting)], [["first", "own"], ["later"]]);
  });

  it("leave a port to who has it, however old", () => {
    const held: V1Service = {
      ...balanced("held", 2, 8080),
      status: { loadBalancer: { ingress: [{ ip: "127.0.0.1" }] } },
    };
    deepEqual(names(placed([balanced("older", 1, 8080), held]).waiting), ["older"]);
  });

  it("have given 80 and 443 to Traefik, as on a stock k3s", () => {
    const traefik = { ...balanced("traefik", 3, 80), metadata: { name: "traefik", namespace: "kube-system" } };
    const { settled, waiting } = placed([balanced("web", 1, 80), balanced("edge", 2, 443), traefik]);
    deepEqual([names(settled), names(waiting)], [["traefik"], ["web", "edge"]]);
  });

  it("leave Services of another class to whose they are", () => {
    const { settled, waiting } = placed([balanced("cloud", 1, 80, { loadBalancerClass: "example.org/lb" })]);
    deepEqual([settled, waiting], [[], []]);
  });
});
