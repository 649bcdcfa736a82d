import { asMap, isMap, type Property, type PropertyMap } from "../../protocol/property.ts";

/** Fields whose values are quantities. */
const holders = new Set(["limits", "requests", "hard", "capacity"]);
/** Fields which the server drops when they are empty. */
const droppedWhenEmpty = new Set(["annotations", "labels", "nodeSelector", "matchLabels"]);

const decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
/** Where "no suffix" stands among the decimal ones. */
const ones = decimal.indexOf("");

/** Nano-units as an exact number, or undefined where that is not possible. */
function nanos(mantissa: string, suffix: string): bigint | undefined {
  const [whole = "", fraction = ""] = mantissa.split(".");
  const isBinary = suffix.endsWith("i");
  const power = isBinary ? binary.indexOf(suffix) : decimal.indexOf(suffix) - ones;
  const scaled = BigInt((whole || "0") + fraction) * (isBinary ? 1024n ** BigInt(power) : 1n);
  const exponent = 9 - fraction.length + (isBinary ? 0 : power * 3);
  if (exponent >= 0) return scaled * 10n ** BigInt(exponent);
  const divisor = 10n ** BigInt(-exponent);
  return scaled % divisor === 0n ? scaled / divisor : undefined;
}

/** A quantity as the server writes it: `0.5` is `500m`, `1024Mi` is `1Gi`. What is no quantity stays as it is. */
export function canonicalQuantity(text: string): string {
  const match = /^(\d+(?:\.\d*)?|\.\d+)([numkMGTPE]|[KMGTPE]i)?$/.exec(text);
  if (match === null) return text;
  const suffix = match[2] ?? "";
  const amount = nanos(match[1] ?? "", suffix);
  if (amount === undefined) return text;
  if (amount === 0n) return "0";
  const unit = 10n ** 9n;
  if (suffix.endsWith("i") && amount % unit === 0n) return largest(amount / unit, 1024n, binary);
  return largest(amount, 1000n, decimal);
}

function largest(amount: bigint, base: bigint, suffixes: string[]): string {
  let rest = amount;
  let index = 0;
  while (rest % base === 0n && index < suffixes.length - 1) {
    rest /= base;
    index += 1;
  }
  return `${rest}${suffixes[index] ?? ""}`;
}

function canonicalHolder(holder: PropertyMap): PropertyMap {
  const canonical = (value: Property): Property =>
    typeof value === "string" || typeof value === "number" ? canonicalQuantity(String(value)) : value;
  return Object.fromEntries(Object.entries(holder).map(([name, value]) => [name, canonical(value)]));
}

/** Writes quantities of a built-in kind as the server does, and leaves out the empty maps which it drops. */
export function canonicalFields(value: Property): Property {
  if (Array.isArray(value)) return value.map(canonicalFields);
  if (!isMap(value)) return value;
  const kept = Object.entries(value).filter(
    ([name, item]) => !droppedWhenEmpty.has(name) || !isMap(item) || Object.keys(item).length > 0,
  );
  return Object.fromEntries(
    kept.map(([name, item]) => [name, holders.has(name) ? canonicalHolder(asMap(item)) : canonicalFields(item)]),
  );
}
