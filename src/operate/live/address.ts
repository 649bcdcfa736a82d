import type { JsonObject } from "../../core/json.ts";
import type { ServedKind } from "../cluster/discovery.ts";
import { metadataOf } from "../render/object.ts";

/** Where the objects of a cluster are found. */
export class AddressBook {
  private readonly kinds: ReadonlyMap<string, ServedKind>;

  constructor(kinds: readonly ServedKind[]) {
    this.kinds = new Map(kinds.map((kind) => [`${kind.apiVersion}/${kind.kind}`, kind]));
  }

  /** Path of an object; nothing if its kind is not served. `namespace` is where it is if it names none. */
  pathOf(object: JsonObject, namespace: string): string | undefined {
    const kind = this.kinds.get(`${object.apiVersion}/${object.kind}`);
    if (kind === undefined) return undefined;
    const { name, namespace: own = namespace } = metadataOf(object);
    const place = kind.namespaced ? `/namespaces/${encodeURIComponent(String(own))}` : "";
    return `${rootOf(kind)}${place}/${kind.plural}/${encodeURIComponent(String(name))}`;
  }

  /** Path of all objects of a kind; nothing if it is not served. */
  listOf(apiVersion: string, kind: string): string | undefined {
    const served = this.kinds.get(`${apiVersion}/${kind}`);
    return served === undefined ? undefined : `${rootOf(served)}/${served.plural}`;
  }
}

function rootOf({ apiVersion }: ServedKind): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}
