import { randomBytes } from "node:crypto";
import { asNumber, asText, type PropertyMap, plain, Secret, unknown } from "../protocol/property.ts";
import type { Kind } from "./kind.ts";

function idOutputs(inputs: PropertyMap, bytes: Buffer): PropertyMap {
  const prefix = asText(plain(inputs).prefix);
  return {
    ...inputs,
    id: bytes.toString("base64url"),
    b64Std: prefix + bytes.toString("base64"),
    b64Url: prefix + bytes.toString("base64url"),
    hex: prefix + bytes.toString("hex"),
    dec: prefix + BigInt(`0x${bytes.toString("hex")}`).toString(),
  };
}

/** `RandomId`: bytes that are no secret, in several notations, each with an optional prefix. */
export const id: Kind = {
  inputs: ["byteLength", "keepers", "prefix"],
  required: ["byteLength"],
  withDefaults: (inputs) => inputs,
  problems: (inputs) => (asNumber(plain(inputs).byteLength) < 1 ? ["byteLength must be at least 1"] : []),
  preview: (inputs) => ({ ...inputs, b64Std: unknown, b64Url: unknown, hex: unknown, dec: unknown }),
  create: (inputs) => {
    const bytes = randomBytes(asNumber(plain(inputs).byteLength));
    return { id: bytes.toString("base64url"), outputs: idOutputs(inputs, bytes) };
  },
  adopt: (value) => {
    const bytes = Buffer.from(value, "base64url");
    const inputs = { byteLength: bytes.length };
    return { id: value, inputs, outputs: idOutputs(inputs, bytes) };
  },
};

function bytesOutputs(inputs: PropertyMap, bytes: Buffer): PropertyMap {
  return { ...inputs, base64: new Secret(bytes.toString("base64")), hex: new Secret(bytes.toString("hex")) };
}

/** `RandomBytes`: secret outputs, yet the id gives the bytes away in clear, as it does with the official provider. */
export const bytes: Kind = {
  inputs: ["keepers", "length"],
  required: ["length"],
  withDefaults: (inputs) => inputs,
  problems: (inputs) => (asNumber(plain(inputs).length) < 1 ? ["length must be at least 1"] : []),
  preview: (inputs) => ({ ...inputs, base64: new Secret(unknown), hex: new Secret(unknown) }),
  create: (inputs) => {
    const created = randomBytes(asNumber(plain(inputs).length));
    return { id: created.toString("base64"), outputs: bytesOutputs(inputs, created) };
  },
  adopt: (value) => {
    const adopted = Buffer.from(value, "base64");
    const inputs = { length: adopted.length };
    return { id: value, inputs, outputs: bytesOutputs(inputs, adopted) };
  },
};
