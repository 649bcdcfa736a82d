import { imageForm, parseImage } from "../../core/image.ts";
import { imageTagFault } from "../../rules/image-tag.ts";
import { showPath } from "../path.ts";
import type { Check } from "./check.ts";

/** An image's name can be read, and its tag is allowed in an environment of this tier. */
export const images: Check = function* ({ environment }) {
  for (const [app, { images }] of Object.entries(environment.apps)) {
    for (const [part, text] of Object.entries(images)) {
      const path = showPath(["environment", "apps", app, "images", part]);
      const image = parseImage(text);
      if (image === undefined) yield { path, message: `'${text}' is not an image; use ${imageForm}` };
      else {
        const fault = imageTagFault(image, environment.tier);
        if (fault !== undefined) yield { path, message: fault };
      }
    }
  }
};
