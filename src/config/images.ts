import { type ImageReference, imageForm, parseImage, showImage } from "../core/image.ts";
import { isObject, type Json, type JsonObject } from "../core/json.ts";
import type { Tier } from "../core/tier.ts";
import { imageTagFault } from "../rules/image-tag.ts";
import type { Environment } from "./environment-schema.ts";
import type { Path } from "./path.ts";

/** An image that a stack file has an app run. */
export interface ConfiguredImage {
  readonly app: string;
  /** The part of the app that runs it: the place in the chart's values of the map or text that names it, without `image`. */
  readonly part: string;
  /** Where the stack file says which version it is. */
  readonly path: Path;
  /** The image's name, as far as the stack file tells it. */
  readonly text: string;
  /** What the name consists of; the chart fills in what is missing. Absent where the text is no image. */
  readonly reference?: Partial<ImageReference>;
}

/** Every image that a stack file names for its apps: under `images`, and in values, which count before those. */
export function configuredImages({ apps }: Pick<Environment, "apps">): readonly ConfiguredImage[] {
  return Object.entries(apps).flatMap(([app, { images, values }]) => {
    const root: Path = ["environment", "apps", app];
    const inValues = [...imagesIn(values, [])].map((found) => ({
      app,
      ...found,
      path: [...root, "values", ...found.path],
    }));
    const named = Object.entries(images).map(([part, text]) => {
      const below: ConfiguredImage = { app, part, path: [...root, "images", part], text, ...read(text) };
      const above = inValues.find((other) => other.part === part);
      return above === undefined || below.reference === undefined ? below : laidOver(below, above);
    });
    return [...named, ...inValues.filter(({ part }) => images[part] === undefined)];
  });
}

/** Why an image may not run in an environment of this tier; nothing if it may. */
export function imageFault({ text, reference }: ConfiguredImage, tier: Tier): string | undefined {
  return reference === undefined ? `'${text}' is not an image; use ${imageForm}` : imageTagFault(reference, tier);
}

/** Images by the forms that charts give them: a map or a text under `image`, or under a key that ends in `Image`. */
function* imagesIn(value: Json, place: Path): Iterable<Omit<ConfiguredImage, "app">> {
  const key = String(place.at(-1) ?? "");
  const part = (key === "image" ? place.slice(0, -1) : place).join(".");
  if (key === "image" || key.endsWith("Image")) {
    const reference = isObject(value) ? partsOf(value) : {};
    if (Object.keys(reference).length > 0)
      yield {
        part,
        path: reference.tag === undefined ? place : [...place, "tag"],
        text: showImage(reference),
        reference,
      };
    // A key that only ends like one may hold something else than an image.
    if (typeof value === "string" && value !== "" && (key === "image" || parseImage(value) !== undefined))
      yield { part, path: place, text: value, ...read(value) };
  }
  const inner: readonly (readonly [PropertyKey, Json])[] = Array.isArray(value)
    ? [...value.entries()]
    : isObject(value)
      ? Object.entries(value)
      : [];
  for (const [name, item] of inner) yield* imagesIn(item, [...place, name]);
}

/** What a map of values says about an image; empty texts leave it to the chart. */
function partsOf(value: JsonObject): Partial<ImageReference> {
  const parts = (["registry", "repository", "tag", "digest"] as const).flatMap((key) => {
    const part = value[key];
    return (typeof part === "string" || typeof part === "number") && part !== "" ? [[key, String(part)] as const] : [];
  });
  return Object.fromEntries(parts);
}

function laidOver(below: ConfiguredImage, above: ConfiguredImage): ConfiguredImage {
  const reference = { ...below.reference, ...above.reference };
  const { path } = above.reference?.tag === undefined ? below : above;
  return { ...below, path, text: showImage(reference), reference };
}

function read(text: string): Pick<ConfiguredImage, "reference"> {
  const reference = parseImage(text);
  return reference === undefined ? {} : { reference };
}
