import type { App } from "../../config/app.ts";
import { choice } from "../../core/choice.ts";
import { type ImageReference, imageForm, parseImage, parseVersion, showImage } from "../../core/image.ts";
import { nearest } from "../../core/nearest.ts";
import type { Problem } from "../../core/problem.ts";

/** An image that one part of an app is to run from now on. */
export interface Assignment {
  readonly app: string;
  readonly part: string;
  /** The whole name, as the stack file is to have it. */
  readonly image: string;
}

/** What an assignment looks like, for messages. */
const form = "<app>[.<part>]=<tag>, …=@sha256:… or …=[registry/]organization/app:tag";

/** Reads `<app>[.<part>]=<tag, digest or whole name>`, as the command line has it; what the name leaves out is as it was. */
export function readAssignment(text: string, apps: Readonly<Record<string, App>>): Assignment | Problem {
  const [, name = "", asked, value = ""] = /^([^.=]+)(?:\.([^.=]+))?=(.+)$/.exec(text) ?? [];
  const app = apps[name];
  if (name === "") return { path: text, message: `is not of the form ${form}` };
  if (app === undefined) return { path: text, message: unknownApp(name, Object.keys(apps)) };
  const part = asked ?? onlyPart(name, Object.keys(app.images));
  if (typeof part !== "string") return { path: text, message: part.message };
  const image = newImage(value, app.images[part]);
  return typeof image === "string" ? { app: name, part, image } : { path: text, message: image.message(name, part) };
}

function unknownApp(name: string, apps: readonly string[]): string {
  const meant = nearest(name, apps);
  return `there is no app '${name}'; ${meant === undefined ? `there are ${apps.join(", ")}` : `did you mean '${meant}'?`}`;
}

function onlyPart(app: string, parts: readonly string[]): string | { readonly message: string } {
  const [only, ...others] = parts;
  if (only === undefined)
    return {
      message: `'${app}' has no image yet; name its part and the whole image, as ${app}.<part>=organization/app:tag`,
    };
  if (others.length === 0) return only;
  return { message: `'${app}' runs several images; use ${choice(parts.map((part) => `${app}.${part}`))}` };
}

/** A tag of its own takes the place of tag and digest, and so does a digest: the one that was there belongs to the other. */
function newImage(
  value: string,
  current: string | undefined,
): string | { readonly message: (app: string, part: string) => string } {
  const version = parseVersion(/^sha256:/.test(value) ? `@${value}` : value);
  const whole: ImageReference | undefined = version === undefined ? parseImage(value) : undefined;
  if (whole !== undefined) return showImage(whole);
  if (version === undefined) return { message: () => `'${value}' is no tag, digest or image; use ${imageForm}` };
  const before = current === undefined ? undefined : parseImage(current);
  if (before === undefined)
    return {
      message: (app, part) => `there is no image yet; give the whole one, as ${app}.${part}=organization/app:tag`,
    };
  const { registry, repository } = before;
  return showImage({ ...(registry === undefined ? {} : { registry }), repository, ...version });
}
