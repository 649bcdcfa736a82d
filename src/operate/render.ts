import { counted } from "../core/counted.ts";
import { type Context, decide } from "./context.ts";
import { prepareTools } from "./engine/toolchain.ts";
import { requireRendered, writeFolder, yamlOf } from "./render/output.ts";
import { renderPlan } from "./render/render.ts";
import type { Report } from "./report/report.ts";

/** How a rendering is wanted. */
export interface RenderRequest {
  /** Folder that takes one file for each object; without it all go to standard output. */
  readonly out?: string;
  /** The environment's cluster is asked for its version and kinds, and for what templates look up. */
  readonly live: boolean;
}

/**
 * Every object of an environment as it would be sent to the cluster, secrets masked.
 * @throws UserError if one release cannot be rendered, the cluster that was asked does not answer, or the folder is not ours.
 */
export async function renderReport(context: Context, { out, live }: RenderRequest): Promise<Report> {
  const decided = await decide(context);
  const { plan } = decided;
  const target = live ? await (await import("./render/target.ts")).askTarget(context, decided) : undefined;
  const { helm } = await prepareTools(context, ["helm"]);
  const rendered = await renderPlan(plan, context.directory, helm, target === undefined ? {} : { target });
  requireRendered(rendered, context.stack);
  const { objects, capabilities } = rendered;
  const said = `${counted(objects.length, "object")} for Kubernetes ${capabilities.kubernetesVersion}`;
  const changed = out === undefined ? undefined : await writeFolder(out, objects);
  return {
    command: "render",
    stack: context.stack,
    outcome: "fine",
    headline:
      changed === undefined ? `${said}.` : `${said} in ${out}: ${changed.written} written, ${changed.removed} removed.`,
    sections: [],
    ...(changed === undefined ? { stream: objects.map(({ object }) => yamlOf(object)).join("---\n") } : {}),
    data: {
      ...capabilities,
      ...(changed === undefined
        ? {
            objects: objects.map(({ id, release, object }) => ({
              id,
              ...(release === undefined ? {} : { release }),
              object,
            })),
          }
        : { folder: out, ...changed }),
    },
  };
}
