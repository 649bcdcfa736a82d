import assert from "node:assert/strict";
import { findHelm, type Rendering } from "../imprun/rendering.ts";
import { blueGreen, canary, container, names, one, render } from "./rendering.ts";

const weights = (rendering: Rendering) =>
  one(rendering, "HTTPRoute", "graphql-bff-graph.example.org").spec.rules.map(({ backendRefs }) =>
    Object.fromEntries(backendRefs.map(({ name, weight }) => [name, weight])),
  );
const trackBehind = (rendering: Rendering, service: string) => one(rendering, "Service", service).spec?.selector?.track;
const template = (rendering: Rendering, name: string) => one(rendering, "Deployment", name).spec;

describe("service chart: canary", () => {
  before(findHelm);

  it("runs beside the first version, behind a Service of its own", () => {
    const bff = render("graphql-bff", canary);
    assert.equal(container(bff, "graphql-bff").image, "docker.io/example/graphql-bff:v2.0.0");
    assert.equal(container(bff, "graphql-bff-canary").image, "docker.io/example/graphql-bff:v2.1.0-rc.1");
    assert.deepEqual([trackBehind(bff, "graphql-bff"), trackBehind(bff, "graphql-bff-canary")], ["app", "canary"]);
    assert.equal(template(bff, "graphql-bff-canary")?.selector.matchLabels?.track, "canary");
    assert.deepEqual(names(bff, "PodDisruptionBudget"), ["graphql-bff", "graphql-bff-canary"]);
  });

  it("gets its share from the HTTPRoute", () => {
    const share = { "graphql-bff": 90, "graphql-bff-canary": 10 };
    assert.deepEqual(weights(render("graphql-bff", canary)), [share, share]);
  });

  it("is promoted or withdrawn by one value, and no pod is restarted for that", () => {
    const before = render("graphql-bff", canary);
    for (const [weight, share] of [
      [100, { "graphql-bff": 0, "graphql-bff-canary": 100 }],
      [0, { "graphql-bff": 100, "graphql-bff-canary": 0 }],
    ] as const) {
      const after = render("graphql-bff", { ...canary, "canary.weight": weight });
      assert.deepEqual(weights(after)[0], share);
      const changed = after.objects.filter(
        (object, at) => JSON.stringify(object) !== JSON.stringify(before.objects[at]),
      );
      assert.deepEqual(
        changed.map(({ kind }) => kind),
        ["HTTPRoute"],
      );
    }
  });

  it("gets its share from Traefik where the service has an Ingress", () => {
    const auth = render("auth", { ...canary, "service.stickiness": "cookie" });
    assert.deepEqual(names(auth, "Ingress"), []);
    const { services, sticky } = one(auth, "TraefikService", "auth").spec.weighted;
    assert.deepEqual(
      services.map(({ name, port, weight }) => [name, port, weight]),
      [
        ["auth", 80, 90],
        ["auth-canary", 80, 10],
      ],
    );
    const limited = render("auth", { ...canary, "app.timeouts.backendRequest": "20s" });
    assert.deepEqual(
      one(limited, "TraefikService", "auth").spec.weighted.services.map(({ serversTransport }) => serversTransport),
      ["auth", "auth"],
    );
    assert.deepEqual(sticky, { cookie: { name: "auth-version", httpOnly: true } });
    const { metadata, spec } = one(auth, "IngressRoute", "auth-auth.example.org");
    assert.equal(metadata?.annotations?.["kubernetes.io/ingress.class"], "traefik");
    assert.deepEqual(spec.entryPoints, ["websecure"]);
    assert.deepEqual(spec.tls, { secretName: "auth-app-tls" });
    assert.equal(spec.routes[0]?.match, "Host(`auth.example.org`) && PathPrefix(`/`)");
    assert.deepEqual(spec.routes[0]?.services, [{ kind: "TraefikService", name: "auth" }]);
    assert.deepEqual(spec.routes[0]?.middlewares, [{ name: "compress", namespace: "gateway" }]);
  });

  it("matches a wildcard and an exact path by Traefik's rules", () => {
    const hosts = [{ host: "*.example.org", paths: [{ path: "/exact", pathType: "Exact" }] }];
    const overrides = { "app.ingress.hosts": hosts, "app.ingress.tls": [] };
    const { spec } = one(render("auth", { ...canary, ...overrides }), "IngressRoute", "auth-wildcard.example.org");
    assert.equal(spec.routes[0]?.match, "HostRegexp(`^[a-zA-Z0-9-]+\\.example\\.org$`) && Path(`/exact`)");
    assert.deepEqual([spec.entryPoints, spec.tls], [["web"], undefined]);
  });

  it("has as many replicas as the first version, unless it is given its own", () => {
    assert.equal(template(render("graphql-bff", canary), "graphql-bff-canary")?.replicas, 3);
    const small = render("auth", { ...canary, "canary.replicaCount": 1 });
    assert.equal(template(small, "auth-canary")?.replicas, 1);
    assert.deepEqual(names(small, "HorizontalPodAutoscaler"), ["auth"]);
    assert.deepEqual(names(render("auth", canary), "HorizontalPodAutoscaler"), ["auth", "auth-canary"]);
  });

  it("starts and ends without a change to the first version", () => {
    assert.deepEqual(template(render("auth", canary), "auth"), template(render("auth"), "auth"));
  });

  it("may have an image of another repository", () => {
    const other = render("auth", { ...canary, "canary.image.repository": "example/auth-next" });
    assert.equal(container(other, "auth-canary").image, "ghcr.io/example/auth-next:v2.1.0-rc.1");
  });
});

describe("service chart: blue/green", () => {
  before(findHelm);

  it("runs two versions; one takes all traffic, the other answers at the preview", () => {
    const blue = render("auth", blueGreen);
    assert.deepEqual([trackBehind(blue, "auth"), trackBehind(blue, "auth-preview")], ["app", "green"]);
    assert.equal(container(blue, "auth-green").image, "ghcr.io/example/auth:v2.1.0");
    assert.equal(one(blue, "Ingress", "auth").spec?.rules?.[0]?.http?.paths[0]?.backend.service?.name, "auth");
  });

  it("is switched by one value, and nothing but the Services changes", () => {
    const blue = render("auth", blueGreen);
    const green = render("auth", { ...blueGreen, "blueGreen.active": "green" });
    assert.deepEqual([trackBehind(green, "auth"), trackBehind(green, "auth-preview")], ["green", "app"]);
    const changed = green.objects.filter((object, at) => JSON.stringify(object) !== JSON.stringify(blue.objects[at]));
    assert.deepEqual(
      changed.map(({ kind }) => kind),
      ["Service", "Service"],
    );
  });

  it("starts and ends without a change to the first version", () => {
    assert.deepEqual(template(render("auth", blueGreen), "auth"), template(render("auth"), "auth"));
  });
});
