import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { type Change, changeOf, splitUrn } from "../engine/changes.ts";

/** What the program would change, from the events of a preview that looks at reality first: its looking is no change. */
export function programDrift(events: readonly EngineEvent[]): readonly Change[] {
  return events.flatMap(({ resourcePreEvent }) => {
    const change = resourcePreEvent === undefined ? undefined : changeOf(resourcePreEvent.metadata);
    return change === undefined || change.operation === "refresh" ? [] : [change];
  });
}

/** Where the state is wrong about reality, from the events of a refresh that writes nothing. */
export function stateDrift(events: readonly EngineEvent[]): readonly Change[] {
  return events.flatMap(({ resOutputsEvent }) => {
    const change = resOutputsEvent === undefined ? undefined : changeOf(resOutputsEvent.metadata);
    return change === undefined || change.operation === "refresh" ? [] : [change];
  });
}

/**
 * The fields of objects that somebody else set, each with its object and who set it: the API server keeps the engine from
 * taking them back, and the engine stops there.
 */
export function fieldConflicts(events: readonly EngineEvent[]): readonly string[] {
  const found = events.flatMap(({ diagnosticEvent }) => {
    const { message = "", urn = "" } = diagnosticEvent ?? {};
    const [type, name] = splitUrn(urn);
    return [...message.matchAll(/conflicts? with "([^"]+)"(?: using [^:]+)?:((?:\s*(?:- )?\.\S+)+)/g)].map(
      ([, who, fields = ""]) =>
        `${type} ${name}: ${fields.replaceAll("- ", "").trim().split(/\s+/).join(", ")} by ${who}`,
    );
  });
  return [...new Set(found)];
}
