import { plain } from "../../protocol/property.ts";
import type { Changes, DiffCall } from "../../protocol/provider.ts";
import { compare, type Path } from "../changes.ts";
import { recordedInputs } from "./state.ts";

const identity = new Set<Path[number] | undefined>(["name", "namespace"]);

/**
 * Compares new inputs with what was recorded of the release, Helm's record included. The content of a local chart is
 * not looked at: as with the official provider, an edited chart of the same version is no change.
 */
export function diffRelease(call: DiffCall): Changes {
  const old = plain(call.old);
  const now = plain(call.new);
  if (call.ignoreChanges.includes("version") && old.version !== undefined) now.version = old.version;
  const { checksum: _, resourceNames: __, ...oldInput } = plain(recordedInputs(call.old) ?? {});
  const properties = compare({ old, oldInput, new: now }, (path) => identity.has(path[0]));
  return { some: properties.size > 0, properties };
}
