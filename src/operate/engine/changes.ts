import type { EngineEvent, PolicyEvent, StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import type { Terminal } from "../report/terminal.ts";

/** One resource that the engine would change, or did. */
export interface Change {
  /** What happens to it: create, update, replace, delete, refresh … */
  readonly operation: string;
  /** Type of the resource, without its package's module: `Namespace`, `Release`. */
  readonly type: string;
  readonly name: string;
  /** Paths of the properties that differ; never their values. */
  readonly properties: readonly string[];
}

/** Steps that leave a resource as it is, or that another step of the same resource already tells. */
const silent = new Set(["same", "read", "refresh", "create-replacement", "delete-replaced", "discard", "import"]);

/** The change that a step makes; nothing if it makes none. */
export function changeOf(step: StepEventMetadata): Change | undefined {
  if (silent.has(step.op) || isGroup(step.type)) return undefined;
  const [urn, name = ""] = splitUrn(step.urn);
  return {
    operation: step.op,
    type: urn,
    name,
    properties:
      Object.keys(step.detailedDiff ?? {}).length > 0 ? Object.keys(step.detailedDiff ?? {}) : (step.diffs ?? []),
  };
}

/** Whether a type only groups others, or is the way to them: nothing of the kind is anywhere but in the state. */
function isGroup(type: string): boolean {
  return (
    type === "pulumi:pulumi:Stack" ||
    type === "pulumi:index:Stash" ||
    type.startsWith("pulumi:providers:") ||
    type.startsWith("platform:")
  );
}

/** Type and name of a resource, from its URN `urn:pulumi:stack::project::parent$type::name`. */
export function splitUrn(urn: string): readonly [string, string] {
  const [, , types = "", name = ""] = urn.split("::");
  return [types.split("$").at(-1)?.split(":").at(-1) ?? "", name];
}

/** Collects the changes that the engine tells of, and says each as it is done. */
export class ChangeLog {
  readonly changes: Change[] = [];
  /** What the engine and its plugins complain about. */
  readonly diagnostics: string[] = [];
  /** Rules that are broken where that is only told. */
  readonly warnings: string[] = [];
  private readonly terminal: Terminal;
  private readonly tense: "would" | "does";
  private readonly started = new Map<string, number>();

  /** `tense` says whether the engine only looks (`would`) or acts (`does`). */
  constructor(terminal: Terminal, tense: "would" | "does") {
    this.terminal = terminal;
    this.tense = tense;
  }

  /** Takes one of the engine's events. */
  readonly take = (event: EngineEvent): void => {
    if (event.resourcePreEvent !== undefined) this.begin(event.resourcePreEvent.metadata);
    if (event.resOutputsEvent !== undefined) this.end(event.resOutputsEvent.metadata, "done");
    if (event.resOpFailedEvent !== undefined) this.end(event.resOpFailedEvent.metadata, "FAILED");
    if (event.policyEvent !== undefined) this.judge(event.policyEvent);
    const { severity, message } = event.diagnosticEvent ?? {};
    if (message !== undefined && severity === "error") this.diagnostics.push(plain(message));
  };

  private judge({ policyName, message, enforcementLevel }: PolicyEvent): void {
    const lines = enforcementLevel === "mandatory" ? this.diagnostics : this.warnings;
    lines.push(`${policyName}: ${plain(message)}`);
  }

  private begin(step: StepEventMetadata): void {
    const change = changeOf(step);
    if (change === undefined) return;
    this.changes.push(change);
    if (this.tense === "would") return;
    this.started.set(step.urn, Date.now());
    this.terminal.say(`${change.operation} ${change.type} ${change.name} …`);
  }

  private end(step: StepEventMetadata, how: string): void {
    const since = this.started.get(step.urn);
    if (since === undefined) return;
    this.started.delete(step.urn);
    const [type, name] = splitUrn(step.urn);
    this.terminal.say(`${step.op} ${type} ${name} ${how} (${((Date.now() - since) / 1000).toFixed(1)} s)`);
  }
}

/** A diagnostic without the engine's colour marks. */
function plain(message: string): string {
  return message.replaceAll(/<\{%[^%]*%\}>/g, "").trim();
}
