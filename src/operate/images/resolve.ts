import type { StackEdit } from "../../config/stack-edit.ts";
import { readStackFile, stackFileName } from "../../config/stack-file.ts";
import { counted } from "../../core/counted.ts";
import { showImage } from "../../core/image.ts";
import { formatProblem } from "../../core/problem.ts";
import { type Context, decide, projectFolder } from "../context.ts";
import type { Report } from "../report/report.ts";
import { lookUp, patience, type Standing } from "./look-up.ts";
import { writeImages } from "./set.ts";

/** What resolving is asked for. */
export interface ResolveOptions {
  /** The digests are written into the stack file, all of them or none. */
  readonly write: boolean;
  readonly patience?: typeof patience;
}

/**
 * Asks registries for the digests of a stack's images. Exit code 2 if a tag has moved away from the digest that it is pinned to,
 * 1 if an image is not there or could not be asked for; nothing is written then.
 */
export async function resolveReport(context: Context, options: ResolveOptions): Promise<Report> {
  const { environment } = (await decide(context)).settings;
  const standings = await lookUp({ patience, ...context, ...options }, environment);
  const troubles = standings.flatMap(({ trouble }) => trouble ?? []);
  const resolved = standings.filter(({ trouble }) => trouble === undefined);
  const open = resolved.filter((standing) => stateOf(standing) !== "pinned");
  const moved = open.filter((standing) => stateOf(standing) === "moved").length;
  const written = options.write && troubles.length === 0 ? open : [];
  if (written.length > 0)
    await writeImages(context, await readStackFile(projectFolder(context), context.stack), written.map(pin));
  const unwritten = moved > 0 && !options.write;
  return {
    command: "images resolve",
    stack: context.stack,
    outcome: troubles.length > 0 ? "failed" : unwritten ? "findings" : "fine",
    headline: headline({ standings, resolved: resolved.length, moved, written: written.length }, options, context),
    sections: [
      {
        kind: "table",
        title: "Digests",
        columns: ["app", "part", "image", "digest", "state"],
        rows: resolved.map((standing) => {
          const { image, name, digest = "" } = standing;
          return [image.app, image.part, name, digest, written.includes(standing) ? "pinned now" : stateOf(standing)];
        }),
      },
      { kind: "list", title: "Not resolved", items: [...new Set(troubles.map(formatProblem))] },
    ],
    data: {
      images: standings.map((standing) => ({ ...dataOf(standing), written: written.includes(standing) })),
    },
  };
}

function headline(
  {
    standings,
    resolved,
    moved,
    written,
  }: { standings: readonly Standing[]; resolved: number; moved: number; written: number },
  { write }: ResolveOptions,
  { stack }: Context,
): string {
  const all = `${resolved} of ${counted(standings.length, "image")} resolved`;
  if (resolved < standings.length) return `${all}${write ? "; nothing was written" : ""}.`;
  if (write)
    return `${all}; ${stackFileName(stack)}: ${written === 0 ? "all were pinned already" : `${written} pinned`}.`;
  return moved === 0 ? `${all}.` : `${all}; ${counted(moved, "tag")} moved away from what is pinned.`;
}

/** Whether the stack file holds the digest that the registry has. */
function stateOf({ image, digest }: Standing): "pinned" | "not pinned" | "moved" {
  const pinned = image.reference?.digest;
  if (pinned === undefined) return "not pinned";
  return pinned === digest ? "pinned" : "moved";
}

/** The change that pins an image where the stack file names it: as a part of its text, or beside the tag in the values. */
function pin({ image: { path, reference = {} }, digest = "" }: Standing): StackEdit {
  const [, ...place] = path;
  if (place.at(-1) === "tag" && place.includes("values"))
    return { path: [...place.slice(0, -1), "digest"], value: digest };
  return { path: place, value: showImage({ ...reference, digest }) };
}

function dataOf(standing: Standing) {
  const { image, name, digest, trouble } = standing;
  const answer = trouble === undefined ? { digest, state: stateOf(standing) } : { problem: trouble };
  return { app: image.app, part: image.part, image: name, ...answer };
}
