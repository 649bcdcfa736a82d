import { BlockList, isIPv6 } from "node:net";

/** Whether a range of addresses, as `10.0.0.0/8`, has every address of another one. */
export function covers(outer: string, inner: string): boolean {
  const [range, other] = [read(outer), read(inner)];
  if (range.family !== other.family || range.prefix > other.prefix) return false;
  const list = new BlockList();
  list.addSubnet(range.address, range.prefix, range.family);
  return list.check(other.address, other.family);
}

/** Whether two ranges have an address in common: one of them then covers the other. */
export function overlaps(one: string, other: string): boolean {
  return covers(one, other) || covers(other, one);
}

function read(range: string) {
  const [address = "", prefix = ""] = range.split("/");
  return { address, prefix: Number(prefix), family: isIPv6(address) ? ("ipv6" as const) : ("ipv4" as const) };
}
