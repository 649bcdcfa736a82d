import { deepEqual } from "node:assert/strict";
import { compare } from "../../../../src/operate/diff/changes.ts";
import { judge } from "../../../../src/operate/diff/risk/risk.ts";
import { maskSecret } from "../../../../src/operate/render/mask.ts";
import { rendered } from "../../../support/rendered.ts";

describe("two sets of objects", () => {
  /** A Secret as it is kept: without its values. */
  function secret(password: string) {
    const whole = rendered("Secret", `stringData: {password: ${password}, user: shop}`);
    return { ...whole, ...maskSecret(whole.object, "key of this machine") };
  }

  it("differ in what is on one side only, or reads differently", () => {
    const [a, b] = [rendered("ConfigMap", "data: {a: 1, b: 2}"), rendered("ConfigMap", "data: {b: 2, a: 1}")];
    deepEqual(compare([a], [b]), []);
    const service = rendered("Service", "");
    deepEqual(
      compare([a, rendered("Role", "")], [rendered("ConfigMap", "data: {a: 2}"), service]).map(({ id, change }) => [
        change,
        id,
      ]),
      [
        ["changed", "shop/ConfigMap/main"],
        ["removed", "shop/Role/main"],
        ["added", "shop/Service/main"],
      ],
    );
  });

  it("differ in what outlives its place in the stack file, although it reads the same", () => {
    const [kept, plain] = [rendered("Namespace", "", { retained: true }), rendered("Namespace", "")];
    deepEqual(
      judge(compare([kept], [plain])).map(({ risk, reasons }) => [risk, reasons]),
      [["data loss", ["is no longer kept when nobody wants it any more"]]],
    );
  });

  it("differ in a secret value, which is told by its key alone", () => {
    deepEqual(compare([secret("one")], [secret("one")]), []);
    const [change] = compare([secret("one")], [secret("two")]);
    deepEqual(change?.before?.object.stringData, { password: "[masked]", user: "[masked]" });
    deepEqual(change?.after?.object.stringData, { password: "[masked, another value]", user: "[masked]" });
  });

  it("do not differ in a value that is written in another field of the Secret", () => {
    const encoded = rendered("Secret", `data: {password: ${Buffer.from("one").toString("base64")}, user: c2hvcA==}`);
    const other = { ...encoded, ...maskSecret(encoded.object, "key of this machine") };
    deepEqual(other.prints, secret("one").prints);
  });
});
