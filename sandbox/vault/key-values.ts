import { type Answer, type Asked, data, done, refusal } from "./answer.ts";
import type { StateFile, Version } from "./state.ts";

/** Answers for the key-value engine, version 2: `<mount>/data/<path>`, `<mount>/subkeys/<path>` and `<mount>/metadata/<path>`. */
export function keyValues(file: StateFile, mount: string, asked: Asked): Answer {
  const [area, ...rest] = asked.path.slice(mount.length + 1).split("/");
  const key = `${mount}/${rest.join("/")}`;
  const isList = asked.method === "LIST" || (asked.method === "GET" && asked.query.get("list") === "true");
  if (area === "metadata" && isList) return list(file, key);
  if (area === "metadata" && asked.method === "DELETE") {
    delete file.state.values[key];
    file.save();
    return done;
  }
  if (area === "metadata" && asked.method === "GET") return metadata(file.state.values[key]);
  if (area === "subkeys" && asked.method === "GET") return subkeys(file.state.values[key]);
  if (area !== "data") return refusal(404);
  if (asked.method === "GET") return read(file.state.values[key], asked.query.get("version"));
  if (asked.method === "POST" || asked.method === "PUT") return write(file, key, asked.body);
  if (asked.method === "DELETE") return remove(file, key);
  return refusal(405, "unsupported operation");
}

function described(version: Version, number: number) {
  const deleted = version.data === undefined;
  const deletion_time = deleted ? version.created : "";
  return { version: number, created_time: version.created, deletion_time, destroyed: false, custom_metadata: null };
}

function read(versions: Version[] | undefined, wanted: string | null): Answer {
  const number = Number(wanted ?? 0) || (versions?.length ?? 0);
  const version = versions?.[number - 1];
  if (version?.data === undefined) return refusal(404);
  return data({ data: version.data, metadata: described(version, number) });
}

function subkeys(versions: Version[] | undefined): Answer {
  const version = versions?.at(-1);
  if (version?.data === undefined) return refusal(404);
  const names = Object.keys(version.data).map((name) => [name, null]);
  return data({ subkeys: Object.fromEntries(names), metadata: described(version, versions?.length ?? 0) });
}

function write(file: StateFile, key: string, body: Record<string, unknown>): Answer {
  const content = body.data;
  if (typeof content !== "object" || content === null) return refusal(400, "no data provided");
  const versions = file.state.values[key] ?? [];
  const options = typeof body.options === "object" && body.options !== null ? Object.entries(body.options) : [];
  const expected = options.find(([name]) => name === "cas")?.[1];
  if (expected !== undefined && expected !== versions.length) {
    return refusal(400, "check-and-set parameter did not match the current version");
  }
  const version = { created: new Date().toISOString(), data: { ...content } };
  file.state.values[key] = [...versions, version];
  file.save();
  return data(described(version, versions.length + 1));
}

function remove(file: StateFile, key: string): Answer {
  const last = file.state.values[key]?.at(-1);
  if (last !== undefined) delete last.data;
  file.save();
  return done;
}

function metadata(versions: Version[] | undefined): Answer {
  if (versions === undefined) return refusal(404);
  const all = Object.fromEntries(versions.map((version, index) => [index + 1, described(version, index + 1)]));
  return data({ current_version: versions.length, versions: all });
}

function list(file: StateFile, folder: string): Answer {
  const prefix = folder.endsWith("/") ? folder : `${folder}/`;
  const below = Object.keys(file.state.values).filter((key) => key.startsWith(prefix));
  const names = below.map((key) => key.slice(prefix.length).replace(/\/.*/, "/"));
  return names.length === 0 ? refusal(404) : data({ keys: [...new Set(names)].sort() });
}
