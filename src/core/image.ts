/** The parts of a container image's name. */
export interface ImageReference {
  /** Host (and port) of the registry; absent: the environment's registry. */
  readonly registry?: string;
  /** Organization and app, such as `shop/shop-server`. */
  readonly repository: string;
  readonly tag?: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest?: string;
}

const repositoryPart = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const registryPart = "(?:localhost|[a-z0-9-]+(?:\\.[a-z0-9-]+)+|[a-z0-9-]+(?=:))(?::[0-9]{1,5})?";
const pattern = new RegExp(
  `^(?:(${registryPart})/)?(${repositoryPart}(?:/${repositoryPart})*)(?::([A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?(?:@(sha256:[a-f0-9]{64}))?$`,
);

const tagForm = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const digestForm = /^sha256:[a-f0-9]{64}$/;

/** What an image's name must look like, for messages. */
export const imageForm = "[registry/]organization/app:tag or [registry/]organization/app@sha256:…";

/** Reads an image's name; nothing if it is not one, or has neither tag nor digest. */
export function parseImage(text: string): ImageReference | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, registry, repository = "", tag, digest] = match;
  if (tag === undefined && digest === undefined) return undefined;
  return {
    ...(registry === undefined ? {} : { registry }),
    repository,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** Reads the end of an image's name alone, `tag`, `@digest` or `tag@digest`; nothing if it is not one. */
export function parseVersion(text: string): Pick<ImageReference, "tag" | "digest"> | undefined {
  const [tag = "", digest, ...rest] = text.split("@");
  if (rest.length > 0 || (tag !== "" && !tagForm.test(tag)) || (digest !== undefined && !digestForm.test(digest)))
    return undefined;
  if (tag === "" && digest === undefined) return undefined;
  return { ...(tag === "" ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

/** An image's name as text; what is not known of it is left out. */
export function showImage({ registry, repository, tag, digest }: Partial<ImageReference>): string {
  const place = [registry, repository ?? "…"].filter((part) => part !== undefined).join("/");
  return `${place}${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`;
}
