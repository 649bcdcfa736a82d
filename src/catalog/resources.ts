import { z } from "zod";
import { quantity } from "../core/quantity.ts";

/** CPU and memory, as Kubernetes quantities. */
export type Amounts = { readonly cpu: string; readonly memory: string };

/** What a container is given at least (`requests`) and at most (`limits`). */
export function resources(requests: Amounts, limits: Amounts) {
  return { requests: { ...requests }, limits: { ...limits } };
}

/** A setting for the resources of a container whose need depends on the environment; each amount may be changed alone. */
export function resourcesSetting(requests: Amounts, limits: Amounts) {
  return z
    .strictObject({
      requests: amountsSetting(requests).describe("What is reserved for it."),
      limits: amountsSetting(limits).describe("The most it may use."),
    })
    .prefault({});
}

/** A setting that is a Kubernetes quantity, such as the size of a volume. */
export function quantitySetting(fallback: string) {
  return z
    .string()
    .regex(quantity, { error: "is not a quantity; use a number with an optional suffix, such as 250m, 512Mi or 10Gi" })
    .default(fallback);
}

function amountsSetting({ cpu, memory }: Amounts) {
  return z
    .strictObject({
      cpu: quantitySetting(cpu).describe("CPU; 250m is a quarter of a core."),
      memory: quantitySetting(memory).describe("Memory, such as 512Mi."),
    })
    .prefault({});
}
