import { isMap, isScalar, type Pair, parseDocument, YAMLMap } from "yaml";
import { command } from "../../core/command.ts";

/** What a lock file that is written for the first time starts with. */
const beginning = `# SHA-256 of each archive that the catalog's charts are installed from; ${command} charts lock adds what is missing.
# 'mirror' may name a folder, https://… or oci://… that archives come from instead of their own repositories.
archives: {}
`;

/** The text of a lock file with entries added and taken out, sorted by name; comments and all other lines stay as they are. */
export function editLock(
  text: string = beginning,
  added: Readonly<Record<string, string>>,
  removed: readonly string[],
): string {
  const document = parseDocument(text);
  if (!isMap(document.get("archives"))) document.set("archives", new YAMLMap());
  for (const file of removed) document.deleteIn(["archives", file]);
  for (const [file, digest] of Object.entries(added)) document.setIn(["archives", file], digest);
  const archives = document.get("archives");
  if (isMap(archives)) {
    archives.flow = archives.items.length === 0;
    archives.items.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  }
  return document.toString({ lineWidth: 0 });
}

function nameOf({ key }: Pair): string {
  return String(isScalar(key) ? key.value : key);
}
