import { z } from "zod";
import { scheduleSetting } from "../catalog/schedule.ts";
import { named } from "./named.ts";

const auth = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("node-role") }),
    z.strictObject({ kind: z.literal("irsa"), role: z.string().min(1).describe("ARN of the role.") }),
    z.strictObject({
      kind: z.literal("static"),
      accessKeyIdFrom: named("configKey").describe("Configuration key that holds the access key's id."),
      secretAccessKeyFrom: named("configKey").describe("Configuration key that holds the secret access key."),
    }),
  ])
  .describe("How the database signs in: the nodes' role, a role of its ServiceAccount (irsa), or static keys.");

const objectStore = z
  .strictObject({
    kind: z.literal("s3"),
    bucket: z.string().min(1).describe("Name of the bucket."),
    path: z
      .string()
      .regex(/^[\w.=-]+(\/[\w.=-]+)*$/, { error: "is no path: use names with one '/' between them" })
      .describe("Folder in the bucket, such as product/staging; no two environments share one."),
    region: z.string().min(1).describe("The bucket's region."),
    endpoint: z
      .url({ protocol: /^https?$/, error: "is no address: start it with https:// or http://" })
      .optional()
      .describe("Address of a store that speaks S3 and is not AWS."),
    auth,
  })
  .describe("Where backups are kept.");

/** Backups of a database: when, for how long, and where they are kept. */
export const backupSchema = z
  .strictObject({
    schedule: scheduleSetting("0 3 * * *").describe("When a backup is made, as a cron expression in UTC."),
    retention: z
      .string()
      .regex(/^[1-9]\d*[dwm]$/, {
        error: "is no retention: use a number and d, w or m (days, weeks, months), such as 30d",
      })
      .default("30d")
      .describe("How far back it can be restored."),
    objectStore,
  })
  .describe("Backups; without it, none is made.");

/** Backups of a database, complete with defaults. */
export type BackupSettings = z.output<typeof backupSchema>;
