import type { Content } from "../secrets.ts";
import type { PushMatch, RemoteReference } from "./kinds.ts";

/** A store that answers. */
export interface Provider {
  /** Throws if nothing can be read with this configuration. */
  validate(): Promise<void>;
  /** The whole value under a key. Throws a MissingSecret if there is none. */
  read(key: string, version: string | undefined): Promise<Buffer>;
  /** Writes the whole value under a key. Absent where values cannot be written. */
  write?(key: string, value: Buffer, format: "string" | "binary"): Promise<void>;
}

/** There is no such value in the store. */
export class MissingSecret extends Error {
  constructor() {
    super("Secret does not exist");
  }
}

function asObject(value: Buffer, key: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(value.toString("utf8"));
  } catch {
    // The parser's own message would quote the value.
    throw new Error(`unable to unmarshal secret ${key}: not JSON`);
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new Error(`unable to unmarshal secret ${key}: not a JSON object`);
  }
  return { ...parsed };
}

function asBytes(value: unknown): Buffer {
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
}

function property(object: Record<string, unknown>, path: string): unknown {
  if (path in object) return object[path];
  return path.split(".").reduce((value: unknown, name) => {
    const found = Object.entries(typeof value === "object" && value !== null ? value : {});
    return found.find(([key]) => key === name)?.[1];
  }, object);
}

/** The value that a reference names: all of it, or one property of its JSON. */
export async function readValue(provider: Provider, reference: RemoteReference): Promise<Buffer> {
  const whole = await provider.read(reference.key, reference.version);
  if (reference.property === undefined) return decoded(whole, reference);
  const found = property(asObject(whole, reference.key), reference.property);
  if (found === undefined) throw new Error(`key ${reference.property} does not exist in secret ${reference.key}`);
  return decoded(asBytes(found), reference);
}

/** The properties of the JSON that a reference names, each as a value. */
export async function readAll(provider: Provider, reference: RemoteReference): Promise<Content> {
  const { decodingStrategy: _, ...whole } = reference;
  const object = asObject(await readValue(provider, whole), reference.key);
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, decoded(asBytes(value), reference)]));
}

function decoded(value: Buffer, { decodingStrategy = "None", key }: RemoteReference): Buffer {
  if (decodingStrategy === "None") return value;
  const text = value.toString("utf8").trim();
  const isEncoded = /^[A-Za-z0-9+/_-]*={0,2}$/.test(text) && text.length % 4 !== 1;
  if (isEncoded) return Buffer.from(text, decodingStrategy === "Base64URL" ? "base64url" : "base64");
  if (decodingStrategy === "Auto") return value;
  throw new Error(`cannot decode secret ${key}: not ${decodingStrategy}`);
}

/** Whether what a PushSecret would write is there already. */
export async function exists(provider: Provider, { match }: PushMatch): Promise<boolean> {
  const { remoteKey, property: name } = match.remoteRef;
  try {
    const whole = await provider.read(remoteKey, undefined);
    return name === undefined || property(asObject(whole, remoteKey), name) !== undefined;
  } catch (error) {
    if (error instanceof MissingSecret) return false;
    throw error;
  }
}

/** Writes what a PushSecret takes from a Secret: one key, or the whole of it as JSON. */
export async function push(provider: Provider, { match, metadata }: PushMatch, source: Content): Promise<void> {
  if (provider.write === undefined) throw new Error("the store cannot be written");
  const { remoteKey, property: name } = match.remoteRef;
  const value = pushed(source, match.secretKey);
  const format = metadata?.spec?.secretPushFormat ?? "binary";
  if (name === undefined) return provider.write(remoteKey, value, format);
  let others: Record<string, unknown> = {};
  try {
    others = asObject(await provider.read(remoteKey, undefined), remoteKey);
  } catch (error) {
    if (!(error instanceof MissingSecret)) throw error;
  }
  return provider.write(remoteKey, asBytes({ ...others, [name]: value.toString("utf8") }), format);
}

function pushed(source: Content, key: string | undefined): Buffer {
  if (key === undefined) {
    return asBytes(Object.fromEntries(Object.entries(source).map(([name, value]) => [name, value.toString("utf8")])));
  }
  const value = source[key];
  if (value === undefined) throw new Error(`secret key ${key} does not exist`);
  return value;
}
