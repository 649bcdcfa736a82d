import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { RemoteChart } from "../../catalog/component.ts";
import { archiveName } from "../../config/chart-lock.ts";
import { UserError } from "../../core/problem.ts";
import { isLoopback } from "../network/loopback.ts";

/** Where one chart's archive is fetched from. */
export type ChartOrigin =
  | { readonly kind: "folder"; readonly folder: string /** Absolute path of the archive. */; readonly archive: string }
  | { readonly kind: "repository"; readonly url: string }
  | { readonly kind: "registry"; readonly reference: string };

/**
 * Where a chart comes from: its own repository, or the mirror, where all charts lie side by side.
 * @throws UserError if the mirror is none of a folder, `https://…` and `oci://…`, or the folder is not there.
 */
export function originOf(chart: RemoteChart, mirror: string | undefined, directory: string): ChartOrigin {
  if (mirror === undefined) return addressed(chart.repository);
  if (mirror.startsWith("oci://")) return addressed(`${mirror.replace(/\/+$/, "")}/${chart.name}`);
  if (/^[a-z]+:\/\//.test(mirror)) return addressed(mirror);
  const folder = resolve(directory, mirror);
  if (!existsSync(folder)) throw unusable(`there is no folder ${folder}`);
  return { kind: "folder", folder, archive: resolve(folder, archiveName(chart)) };
}

/** An origin as a message names it. */
export function showOrigin(origin: ChartOrigin): string {
  if (origin.kind === "folder") return origin.folder;
  return origin.kind === "repository" ? origin.url : origin.reference;
}

/** The words that name a chart to Helm. @throws Error for a folder, which Helm is not asked about. */
export function helmWords(origin: ChartOrigin, { name }: RemoteChart): readonly string[] {
  if (origin.kind === "folder") throw new Error("a folder is read, not asked");
  if (origin.kind === "repository") return [name, "--repo", origin.url];
  return [origin.reference, ...(isLoopback(origin.reference) ? ["--plain-http"] : [])];
}

function addressed(address: string): ChartOrigin {
  if (address.startsWith("oci://")) return { kind: "registry", reference: address };
  if (address.startsWith("https://") || (address.startsWith("http://") && isLoopback(address)))
    return { kind: "repository", url: address };
  throw unusable(`'${address}' cannot be used`);
}

function unusable(why: string): UserError {
  return new UserError("The mirror of charts cannot be used.", [
    { path: "mirror", message: `${why}; use a folder of archives, https://… or oci://…` },
  ]);
}
