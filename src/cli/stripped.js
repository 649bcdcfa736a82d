// Loaded before the program (node --import): keeps each TypeScript file without its types beside Node's cache of compiled code.
// Node 22 takes the types off anew in every process, a third of what a short command costs. JavaScript, so that it needs none of it.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { registerHooks, stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = join(process.env.NODE_COMPILE_CACHE ?? "", `stripped-${process.version}`);

if (process.env.NODE_COMPILE_CACHE) registerHooks({ load });

function load(url, context, next) {
  const source = /^file:.*\.ts$/.test(url) ? stripped(fileURLToPath(url)) : undefined;
  return source === undefined ? next(url, context) : { format: "module", source, shortCircuit: true };
}

/** A file's content without types: from the cache, where it lies under the digest of the content. Nothing if Node has to say why. */
function stripped(path) {
  try {
    const source = readFileSync(path, "utf8");
    const kept = join(folder, createHash("sha256").update(source).digest("hex"));
    return read(kept) ?? keep(kept, stripTypeScriptTypes(source));
  } catch {
    return undefined;
  }
}

function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** Whole files only, since other processes read them; a cache that cannot be written is none. */
function keep(path, code) {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${path}.${process.pid}`, code);
    renameSync(`${path}.${process.pid}`, path);
  } catch {}
  return code;
}
