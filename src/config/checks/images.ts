import { configuredImages, imageFault } from "../images.ts";
import { showPath } from "../path.ts";
import type { Check } from "./check.ts";

/** An image's name can be read, and its tag is allowed in an environment of this tier. */
export const images: Check = function* ({ environment }) {
  for (const image of configuredImages(environment)) {
    const message = imageFault(image, environment.tier);
    if (message !== undefined) yield { path: showPath(image.path), message };
  }
};
