import { z } from "zod";

/** How releases are installed and upgraded. */
export const releaseSchema = z
  .strictObject({
    timeoutSeconds: z
      .int()
      .min(1)
      .max(3600)
      .default(300)
      .describe("How long an install or upgrade may take, in seconds."),
    maxHistory: z.int().min(1).max(100).default(10).describe("Revisions that are kept for a rollback."),
    atomic: z
      .boolean()
      .default(false)
      .describe(
        "A failed upgrade is rolled back at once. A failed first install is then removed, and with it what it would tell.",
      ),
  })
  .describe("How releases are installed and upgraded.");

/** What one app may say differently about its release. */
export const releaseOverrideSchema = z
  .strictObject({
    timeoutSeconds: z.int().min(1).max(3600).optional(),
    maxHistory: z.int().min(1).max(100).optional(),
    atomic: z.boolean().optional(),
  })
  .describe("What this app says differently about its release.");
