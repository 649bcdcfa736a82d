import type { Environment } from "../../config/environment-schema.ts";
import { type ConfiguredImage, configuredImages } from "../../config/images.ts";
import { showPath } from "../../config/path.ts";
import { showImage } from "../../core/image.ts";
import { type Problem, UserError } from "../../core/problem.ts";
import type { Context } from "../context.ts";
import { type Patience, withAttempts } from "../network/attempts.ts";
import { inParallel } from "../network/in-parallel.ts";
import { digestOf, type RegistryImage } from "../registry/registry.ts";

/** A digest is a small answer: a registry that has none to give after this time has trouble. */
export const patience: Patience = { attempts: 3, attemptSeconds: 15, pauseSeconds: 1 };

/** Images asked for at a time. */
const parallel = 4;

/** An image of a stack, and what its registry says of it. */
export interface Standing {
  readonly image: ConfiguredImage;
  /** Its whole name, with the registry. */
  readonly name: string;
  /** The digest that its tag has now, or that is pinned and there. */
  readonly digest?: string;
  /** Why there is none. */
  readonly trouble?: Problem;
}

type Asking = Pick<Context, "terminal" | "signal"> & { readonly patience: Patience };

/** Asks each image's registry for its digest; images of one name are asked for once. */
export async function lookUp(asking: Asking, environment: Environment): Promise<readonly Standing[]> {
  const wanted = configuredImages(environment).map((image) => ({
    image,
    ...wholeName(image, environment.imageRegistry),
  }));
  const found = new Map<string, Pick<Standing, "digest" | "trouble">>();
  const unanswered = new Map<string, Problem>();
  const names = new Map(wanted.flatMap(({ name, asked }) => (asked === undefined ? [] : [[name, asked] as const])));
  await inParallel([...names], parallel, async ([name, asked]) => {
    const before = unanswered.get(asked.host);
    const standing = before === undefined ? await askFor(name, asked, asking) : { trouble: { ...before, path: name } };
    if (standing.silent === true && standing.trouble !== undefined) unanswered.set(asked.host, standing.trouble);
    found.set(name, standing);
  });
  return wanted.map(({ image, name }) => ({ image, name, ...(found.get(name) ?? { trouble: nameless(image) }) }));
}

/**
 * Makes sure that every image that a stack file names is there, before anything is changed.
 * @throws UserError with those that are not, and those that could not be asked for.
 */
export async function requireImages(asking: Asking, environment: Environment): Promise<void> {
  const problems = (await lookUp(asking, environment)).flatMap(({ trouble }) => trouble ?? []);
  if (problems.length > 0) throw new UserError("Images are not there, and nothing was changed.", problems);
}

function wholeName(
  { reference = {} }: ConfiguredImage,
  imageRegistry: string,
): { readonly name: string; readonly asked?: RegistryImage } {
  const { registry = imageRegistry, repository, tag, digest } = reference;
  const name = showImage({ ...reference, registry });
  const version = tag ?? digest;
  if (repository === undefined || version === undefined) return { name };
  // A registry may be given with the beginning of every repository in it.
  const [host = "", ...path] = `${registry}/${repository}`.split("/");
  return { name, asked: { host, repository: path.join("/"), reference: version } };
}

function nameless({ path }: ConfiguredImage): Problem {
  return {
    path: showPath(path),
    message:
      "names no repository or no tag, so that only the chart knows which image it is; give the whole one under the app's `images`",
  };
}

async function askFor(
  name: string,
  asked: RegistryImage,
  { terminal, signal, patience }: Asking,
): Promise<Pick<Standing, "digest" | "trouble"> & { readonly silent?: true }> {
  const { host } = asked;
  try {
    const again = (why: string) => terminal.say(`${name}: ${why}; trying again`);
    const answer = await withAttempts(patience, signal, again, () =>
      digestOf(asked, { seconds: patience.attemptSeconds, signal }),
    );
    if (answer.kind === "found") {
      terminal.say(`${name}: ${answer.digest}`);
      return { digest: answer.digest };
    }
    if (answer.kind === "absent")
      return { trouble: { path: name, message: `is not there: ${host} has no such image` } };
    const message = answer.signedIn
      ? `${host} does not let the account of \`docker login\` read it, or has no such image`
      : `${host} shows it to nobody who has not logged in, or has no such image`;
    return { trouble: { path: name, message, fix: `docker login ${host}` } };
  } catch (error) {
    if (error instanceof UserError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    // The next image of the same registry would wait as long for the same.
    return { trouble: { path: name, message: `${host} could not be asked: ${why}` }, silent: true };
  }
}
