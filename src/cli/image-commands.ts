import type { Command } from "commander";
import { examples, finish } from "./finish.ts";
import {
  contextOf,
  type FormOptions,
  type StackOptions,
  type Surroundings,
  withForms,
  withStack,
  withStackFile,
} from "./options.ts";

/** Adds the commands on the images that stacks run. */
export function addImageCommands(root: Command, surroundings: Surroundings): void {
  const images = root.command("images").description("list, set and resolve the images that a stack's apps run");
  addList(images, surroundings);
  addTag(images, surroundings);
  addSet(images, surroundings);
  addResolve(images, surroundings);
}

function addList(images: Command, surroundings: Surroundings): void {
  withForms(withStack(images.command("list", { isDefault: true })))
    .description("list a stack's images, and whether its tier allows them; exit code 2 if one is not (the default)")
    .addHelpText("after", examples(["images --stack prod", "images --stack prod --json"]))
    .action((options: StackOptions & FormOptions) =>
      finish("images", options, surroundings, async () =>
        (await import("../operate/images/list.ts")).imagesReport(contextOf(surroundings, options)),
      ),
    );
}

function addTag(images: Command, surroundings: Surroundings): void {
  withForms(images.command("tag"))
    .description("print the tag of an image that is built now, YYYYMMDD-HHMMSS in Korean time")
    .option("--commit", "print sha-<commit> of the folder at hand instead")
    .addHelpText("after", examples(["images tag", "images tag --commit"]))
    .action((options: FormOptions & { readonly commit?: true }) =>
      finish("images tag", options, surroundings, async () =>
        (await import("../operate/images/tag.ts")).tagReport(surroundings, {
          commit: options.commit === true,
          folder: process.cwd(),
        }),
      ),
    );
}

function addSet(images: Command, surroundings: Surroundings): void {
  withForms(withStackFile(images.command("set <image...>")))
    .description("set images in a stack file, all of them or none, for a change that somebody reviews")
    .addHelpText(
      "after",
      examples([
        "images set web=v1.2.4 --stack prod",
        "images set shop.server=20261121-093000 shop.console=v1.2.4 --stack prod",
        "images set web.canary=ghcr.io/organization/web:v1.3.0 --stack prod",
      ]),
    )
    .action((assignments: readonly string[], options: StackOptions & FormOptions) =>
      finish("images set", options, surroundings, async () =>
        (await import("../operate/images/set.ts")).setImagesReport(contextOf(surroundings, options), assignments),
      ),
    );
}

function addResolve(images: Command, surroundings: Surroundings): void {
  withForms(withStackFile(images.command("resolve")))
    .description(
      "ask registries for the digests of a stack's images; exit code 2 if a tag has moved away from its digest",
    )
    .option("--write", "pin the digests in the stack file")
    .addHelpText("after", examples(["images resolve --stack prod", "images resolve --stack prod --write"]))
    .action((options: StackOptions & FormOptions & { readonly write?: true }) =>
      finish("images resolve", options, surroundings, async () =>
        (await import("../operate/images/resolve.ts")).resolveReport(contextOf(surroundings, options), {
          write: options.write === true,
        }),
      ),
    );
}
