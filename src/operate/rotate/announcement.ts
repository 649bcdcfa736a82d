import { counted } from "../../core/counted.ts";
import type { SecretPlan } from "../../plan/secrets.ts";
import type { Workload } from "../cluster/workloads.ts";
import { absentConsumers, consumersOf } from "./consumers.ts";
import type { Journal } from "./journal.ts";
import { keepsPrevious, type Wanted } from "./wanted.ts";

/** What is about to happen, before anybody is asked. */
export interface Announced {
  readonly wanted: readonly Wanted[];
  /** Everything that runs now. */
  readonly workloads: readonly Workload[];
  /** The rotation that is finished, if a run before was cut off. */
  readonly journal: Journal;
  /** It was begun by a run before. */
  readonly resumed: boolean;
}

/** What will be new, who restarts for it, and what somebody has to do first. */
export function announcement({ wanted, workloads, journal, resumed }: Announced): readonly string[] {
  const begun = `Finishes the rotation that began at ${journal.began} and was cut off; what is new already stays.`;
  return [...(resumed ? [begun] : []), ...wanted.flatMap((one) => describe(one, workloads, journal))];
}

function describe(
  { secret, places, given, byHand }: Wanted,
  workloads: readonly Workload[],
  { dropPrevious, written }: Journal,
): readonly string[] {
  const previous = secret.keys.filter(({ source }) => keepsPrevious(source)).map(({ key }) => key);
  return [
    ...places.flatMap(({ place, renewed }) => [
      `${place.name}: new ${renewed.join(", ")}`,
      ...readers(place, workloads),
    ]),
    ...(given.length > 0 && !written ? [`  asks for ${given.join(", ")}`] : []),
    ...(byHand.length > 0
      ? [
          "  put the new values into Vault first, each from a file of its key's name:",
          ...byHand.map((line) => `    ${line}`),
        ]
      : []),
    ...(previous.length > 0 && !dropPrevious
      ? [
          `  the value before stays readable as ${previous.map((key) => `${key}_PREVIOUS`).join(", ")}; if it has leaked: --drop-previous`,
        ]
      : []),
  ];
}

function readers(secret: SecretPlan, workloads: readonly Workload[]): readonly string[] {
  const consumers = consumersOf(secret, workloads);
  const pods = (id: string) => {
    const {
      kind,
      namespace,
      name,
      desired = 0,
    } = workloads.find((one) => `${one.kind}/${one.namespace}/${one.name}` === id) ?? {};
    return `${kind}/${name} in ${namespace} (${counted(desired, "pod")})`;
  };
  const restarting = consumers.filter(({ annotation }) => annotation !== undefined).map(({ id }) => pods(id));
  const unaware = consumers.filter(({ annotation }) => annotation === undefined).map(({ id }) => pods(id));
  const absent = absentConsumers(secret, workloads);
  return [
    ...(restarting.length > 0 ? [`  restarts ${restarting.join(", ")}`] : ["  restarts nobody"]),
    ...(unaware.length > 0 ? [`  read by ${unaware.join(", ")}, which nothing restarts`] : []),
    ...(absent.length > 0 ? [`  does not run here: ${absent.join(", ")}`] : []),
  ];
}
