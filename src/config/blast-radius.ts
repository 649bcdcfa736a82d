import { z } from "zod";

/** What may be taken away without asking, and what is agreed to. */
export const blastRadiusSchema = z
  .strictObject({
    pods: z
      .int()
      .min(0)
      .default(10)
      .describe("Pods of workloads that may be deleted or replaced at once without an acknowledgement."),
    acknowledged: z
      .array(z.string().min(1))
      .default([])
      .describe("Objects that may be deleted or replaced, by the names that `diff` shows; take them out afterwards."),
  })
  .describe("What may be taken away without asking: `diff` and `up` want the rest acknowledged by name.");
