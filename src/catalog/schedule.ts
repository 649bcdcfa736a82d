import { z } from "zod";
import { isCron } from "../core/cron.ts";

/** A setting that is a cron expression of five fields. */
export function scheduleSetting(fallback: string) {
  return z
    .string()
    .refine(isCron, {
      error: "is no cron expression: use five fields, minute to day of the week, such as '0 3 * * *'",
    })
    .default(fallback);
}
