import { imageForm } from "../../core/image.ts";
import { imageTagFault } from "../../rules/image-tag.ts";
import { configuredImages } from "../images.ts";
import { showPath } from "../path.ts";
import type { Check } from "./check.ts";

/** An image's name can be read, and its tag is allowed in an environment of this tier. */
export const images: Check = function* ({ environment }) {
  for (const { path, text, reference } of configuredImages(environment)) {
    const message =
      reference === undefined
        ? `'${text}' is not an image; use ${imageForm}`
        : imageTagFault(reference, environment.tier);
    if (message !== undefined) yield { path: showPath(path), message };
  }
};
