import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { catalog } from "../../catalog/catalog.ts";
import { readChartSupply } from "../../config/chart-lock.ts";
import { readCharts } from "../../config/charts.ts";
import { readEncryptedFiles } from "../../config/encrypted-files.ts";
import type { Environment } from "../../config/environment-schema.ts";
import { configuredImages } from "../../config/images.ts";
import { showPath } from "../../config/path.ts";
import { checkSettings, uncheckedEnvironment } from "../../config/settings.ts";
import { editStackFile, type StackEdit } from "../../config/stack-edit.ts";
import { readStackFile, type StackFile, stackFileName } from "../../config/stack-file.ts";
import { counted } from "../../core/counted.ts";
import { parseImage, showImage } from "../../core/image.ts";
import { type JsonObject, overlay } from "../../core/json.ts";
import { type Problem, UserError } from "../../core/problem.ts";
import { type Context, decide, projectFolder } from "../context.ts";
import { replaceFile } from "../replace-file.ts";
import type { Report } from "../report/report.ts";
import { type Assignment, readAssignment } from "./assignment.ts";

type Place = Pick<Context, "directory" | "project" | "stack">;

/**
 * Sets images of apps in a stack file, all of them or none; nothing is written where they are set already.
 * @throws UserError if one cannot be read, or the environment would not be valid with them.
 */
export async function setImagesReport(context: Context, assignments: readonly string[]): Promise<Report> {
  const file = await readStackFile(projectFolder(context), context.stack);
  const before = uncheckedEnvironment(file, { catalog }) ?? (await decide(context)).settings.environment;
  const wanted = readAll(assignments, before);
  const changed = wanted.filter(({ app, part, image }) => before.apps[app]?.images[part] !== image);
  requireValid(context, file, wanted);
  if (changed.length > 0) await writeImages(context, file, changed.map(editOf));
  const name = stackFileName(context.stack);
  return {
    command: "images set",
    stack: context.stack,
    outcome: "fine",
    headline:
      changed.length === 0
        ? `${name} already says so; nothing was written.`
        : `${name}: ${counted(changed.length, "image")} set.`,
    sections: [
      {
        kind: "table",
        title: "Set",
        columns: ["app", "part", "from", "to"],
        rows: changed.map(({ app, part, image }) => [app, part, before.apps[app]?.images[part] ?? "–", image]),
      },
    ],
    data: { images: wanted, changed: changed.map(({ app, part }) => `${app}.${part}`) },
  };
}

/** Puts texts into a context's stack file. */
export async function writeImages(place: Place, file: StackFile, edits: readonly StackEdit[]) {
  const path = join(projectFolder(place), stackFileName(place.stack));
  await replaceFile(path, editStackFile(await readFile(path, "utf8"), file, edits));
}

function readAll(assignments: readonly string[], { apps }: Environment): readonly Assignment[] {
  const read = assignments.map((text) => readAssignment(text, apps));
  const wanted = read.filter((one): one is Assignment => "image" in one);
  const problems = [...read.filter((one): one is Problem => "message" in one), ...contradictions(wanted)];
  if (problems.length > 0) throw new UserError("Nothing was written.", problems);
  return wanted;
}

function* contradictions(wanted: readonly Assignment[]): Iterable<Problem> {
  const images = new Map<string, string>();
  for (const { app, part, image } of wanted) {
    const key = `${app}.${part}`;
    const other = images.get(key) ?? image;
    if (other !== image) yield { path: key, message: `is set to both ${other} and ${image}` };
    images.set(key, image);
  }
}

function editOf({ app, part, image }: Assignment): StackEdit {
  return { path: ["apps", app, "images", part], value: image };
}

/** The environment is valid with the images, and they are what would run: values count before them. */
function requireValid(place: Place, file: StackFile, wanted: readonly Assignment[]): void {
  const changes = wanted.reduce<JsonObject>(
    (all, { app, part, image }) => overlay(all, { apps: { [app]: { images: { [part]: image } } } }),
    {},
  );
  const environment = checked(place, { ...file, environment: overlay(file.environment, changes) });
  const images = configuredImages(environment);
  const hidden = wanted.flatMap(({ app, part, image }): Problem[] => {
    const running = images.find((other) => other.app === app && other.part === part);
    if (running === undefined || running.text === showImage(parseImage(image) ?? {})) return [];
    const path = showPath(["environment", "apps", app, "values", part, "image"]);
    return [{ path, message: `says ${running.text}, and values count before images; take it away there` }];
  });
  if (hidden.length > 0) throw new UserError("Nothing was written.", hidden);
}

function checked(place: Place, file: StackFile): Environment {
  try {
    return checkSettings(file, {
      catalog,
      charts: readCharts(place.directory),
      supply: readChartSupply(place.directory),
      encrypted: readEncryptedFiles(projectFolder(place), place.stack),
    }).environment;
  } catch (error) {
    if (error instanceof UserError) throw new UserError("Nothing was written.", error.problems);
    throw error;
  }
}
