/** One value in ASN.1's distinguished encoding (DER), the form certificates are made of. */
export type Der = Buffer;

function value(tag: number, ...contents: Uint8Array[]): Der {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), length(content.length), content]);
}

function length(bytes: number): Buffer {
  if (bytes < 0x80) return Buffer.from([bytes]);
  const digits = Buffer.from(bytes.toString(16).padStart(bytes > 0xff ? 4 : 2, "0"), "hex");
  return Buffer.concat([Buffer.from([0x80 | digits.length]), digits]);
}

/** SEQUENCE. */
export function sequence(...parts: Der[]): Der {
  return value(0x30, ...parts);
}

/** SET of one. */
export function setOf(part: Der): Der {
  return value(0x31, part);
}

/** INTEGER that is not negative, most significant byte first. */
export function integer(bytes: Uint8Array): Der {
  const negative = (bytes[0] ?? 0) >= 0x80;
  return negative ? value(0x02, Buffer.from([0]), bytes) : value(0x02, bytes);
}

/** BOOLEAN true. */
export function yes(): Der {
  return value(0x01, Buffer.from([0xff]));
}

/** OBJECT IDENTIFIER from its dotted form. */
export function objectId(dotted: string): Der {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second, ...rest.flatMap(base128)];
  return value(0x06, Buffer.from(bytes));
}

function base128(arc: number): number[] {
  const digits = [arc & 0x7f];
  for (let left = arc >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80);
  return digits;
}

/** UTF8String. */
export function utf8(text: string): Der {
  return value(0x0c, Buffer.from(text, "utf8"));
}

/** BIT STRING; `unused` is the number of bits at the end that do not count. */
export function bitString(bytes: Uint8Array, unused = 0): Der {
  return value(0x03, Buffer.from([unused]), bytes);
}

/** OCTET STRING. */
export function octetString(bytes: Uint8Array): Der {
  return value(0x04, bytes);
}

/** UTCTime, to the second: the form certificates use for every date before 2050. */
export function time(date: Date): Der {
  const digits = date.toISOString().replace(/[-:T]/g, "").slice(2, 14);
  return value(0x17, Buffer.from(`${digits}Z`, "ascii"));
}

/** A value under an explicit context tag. */
export function tagged(tag: number, content: Der): Der {
  return value(0xa0 | tag, content);
}

/** Plain bytes under a context tag that replaces their own. */
export function implicit(tag: number, bytes: Uint8Array): Der {
  return value(0x80 | tag, bytes);
}

/** NULL. */
export function nothing(): Der {
  return value(0x05);
}

/** The values that a SEQUENCE or SET holds, each whole. */
export function elements(whole: Der): Der[] {
  const parts: Der[] = [];
  let [at, end] = contentOf(whole, 0);
  while (at < end) {
    const next = contentOf(whole, at)[1];
    parts.push(whole.subarray(at, next));
    at = next;
  }
  return parts;
}

/** Where the content of the value at this place starts and ends. */
function contentOf(bytes: Der, at: number): [start: number, end: number] {
  const first = bytes[at + 1] ?? 0;
  if (first < 0x80) return [at + 2, at + 2 + first];
  const digits = first & 0x7f;
  const start = at + 2 + digits;
  return [start, start + bytes.readUIntBE(at + 2, digits)];
}
