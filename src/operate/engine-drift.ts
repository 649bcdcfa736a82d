import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { type Change, changeOf } from "./changes.ts";

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
