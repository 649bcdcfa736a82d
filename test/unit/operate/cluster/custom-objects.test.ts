import { deepEqual, equal, rejects } from "node:assert/strict";
import { readCustomObjects } from "../../../../src/operate/cluster/custom-objects.ts";
import { type FakeApiServer, fakeApiServer } from "../../../support/fake-api-server.ts";

const kind = { group: "traefik.io", version: "v1alpha1", plural: "ingressroutes" };

describe("objects of a kind that Kubernetes does not bring", () => {
  let server: FakeApiServer;
  let answers: number[];

  before(async () => {
    server = await fakeApiServer((_, response) => {
      response.writeHead(answers.shift() ?? 200, { "content-type": "application/json" });
      response.end(JSON.stringify({ items: [{ metadata: { name: "web" } }] }));
    });
  });

  after(() => server.stop());

  const read = (...first: readonly number[]) => {
    answers = [...first];
    return readCustomObjects(server.cluster, kind, "web");
  };

  it("are asked for again while the kind has only just been defined", async () => {
    deepEqual(await read(429, 200), [{ metadata: { name: "web" } }]);
  });

  it("are none where the kind is not known", async () => equal(await read(404), undefined));

  it("are not guessed where the API server does not tell", async () => {
    await rejects(read(403));
  });
});
