import { type Component, isRemote } from "../../src/catalog/component.ts";
import { archiveName, type ChartSupply } from "../../src/config/chart-lock.ts";

/** A supply in which every chart of a catalog is locked and there, whatever this machine has. */
export function supplyOf(catalog: readonly Component[]): ChartSupply {
  const files = catalog.flatMap(({ chart }) => (isRemote(chart) ? [archiveName(chart)] : []));
  const digests = Object.fromEntries(files.map((file) => [file, "0".repeat(64)]));
  return { locked: digests, vendored: digests };
}
