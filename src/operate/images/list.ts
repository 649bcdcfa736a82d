import { catalog } from "../../catalog/catalog.ts";
import { configuredImages, imageFault } from "../../config/images.ts";
import { showPath } from "../../config/path.ts";
import { uncheckedEnvironment } from "../../config/settings.ts";
import { readStackFile } from "../../config/stack-file.ts";
import { counted } from "../../core/counted.ts";
import { type Context, decide, projectFolder } from "../context.ts";
import type { Report } from "../report/report.ts";

/** The images that a stack file names, and whether its tier allows them; exit code 2 if one is not allowed. */
export async function imagesReport(context: Context): Promise<Report> {
  const file = await readStackFile(projectFolder(context), context.stack);
  // A stack file that cannot be read as an environment is refused here, with everything that is wrong with it.
  const environment =
    uncheckedEnvironment(file, { catalog, override: context.override }) ?? (await decide(context)).settings.environment;
  const images = configuredImages(environment).map((image) => ({
    app: image.app,
    part: image.part,
    image: image.text,
    ...(image.reference?.digest === undefined ? {} : { digest: image.reference.digest }),
    path: showPath(image.path),
    fault: imageFault(image, environment.tier),
  }));
  const refused = images.filter(({ fault }) => fault !== undefined).length;
  return {
    command: "images",
    stack: context.stack,
    outcome: refused === 0 ? "fine" : "findings",
    headline: `${counted(images.length, "image")}, ${refused === 0 ? "all" : `${images.length - refused}`} allowed in tier ${environment.tier}.`,
    sections: [
      {
        kind: "table",
        title: "Images",
        columns: ["app", "part", "image", "pinned", "allowed"],
        rows: images.map(({ app, part, image, digest, fault }) => [
          app,
          part,
          image,
          digest === undefined ? "no" : "yes",
          fault ?? "yes",
        ]),
      },
    ],
    data: { tier: environment.tier, images },
  };
}
