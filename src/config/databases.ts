import { z } from "zod";
import { quantitySetting, resourcesSetting } from "../catalog/resources.ts";
import { backupSchema } from "./backup.ts";
import { named } from "./named.ts";

/** Names that the server or its operator have for themselves. */
const reserved = ["app", "postgres", "template0", "template1", "streaming_replica"];

const databaseName = z
  .string()
  .regex(/^(?!pg_|cnpg_)[a-z][a-z0-9_]{0,39}$/, {
    error:
      "is no name of a database: use 1 to 40 lower-case letters, digits and '_', a letter first, and not pg_ or cnpg_",
  })
  .refine((name) => !reserved.includes(name), {
    error: `is taken by the server itself, as are ${reserved.join(", ")}`,
  });

const owned = {
  app: named("releaseName").describe("The app that it belongs to; nobody else is given its credentials."),
  rotation: z.int().min(1).default(1).describe("Raise it to have a new password made."),
};

const common = {
  namespace: named("dnsLabel").default("data").describe("Namespace that it runs in."),
  storage: quantitySetting("10Gi").describe("Size of each instance's volume."),
  resources: resourcesSetting({ cpu: "250m", memory: "512Mi" }, { cpu: "2000m", memory: "2Gi" }).describe(
    "Resources of each instance.",
  ),
  keep: z
    .boolean()
    .optional()
    .describe(
      "Whether it stays, with volumes, credentials and namespace, when it is taken out of the file or the stack is destroyed; true unless given, in tier dev false.",
    ),
  timeoutSeconds: z
    .int()
    .min(60)
    .default(1800)
    .describe("Limit until it is ready, in seconds; a restore of much data takes long."),
};

const postgresql = z.strictObject({
  kind: z.literal("postgresql"),
  ...common,
  version: z.enum(["16", "17", "18"]).default("17").describe("Major version; the platform pins the minor one."),
  image: z.string().min(1).optional().describe("Exact image instead of the pinned one, best with a digest."),
  instances: z
    .int()
    .min(1)
    .max(9)
    .optional()
    .describe("A primary and its replicas; 3 unless given, outside of tier prod 1."),
  parameters: z.record(z.string(), z.string()).default({}).describe("Settings of the server (postgresql.conf)."),
  databases: z
    .record(databaseName, z.strictObject({ ...owned, extensions: z.array(z.string().min(1)).default([]) }))
    .default({})
    .describe("Databases by name; each has an owner of its own name."),
  backup: backupSchema.optional(),
  cluster: named("dnsLabel")
    .optional()
    .describe(
      "Name of the Cluster; the database's own unless given. Another name makes another cluster, to restore into.",
    ),
  restore: z
    .strictObject({
      from: named("dnsLabel").describe("Cluster whose backups in the object store are read."),
      targetTime: z.iso
        .datetime({ offset: true, error: "is no time: use a form such as 2026-11-20T10:00:00Z" })
        .optional()
        .describe("Time that it is restored to; without it, the last that is there."),
    })
    .optional()
    .describe("What a new Cluster is filled with, once, when it is made."),
});

const clickhouse = z.strictObject({
  kind: z.literal("clickhouse"),
  ...common,
  version: z.enum(["25.3", "25.8"]).default("25.8").describe("Release; the platform pins the build."),
  image: z.string().min(1).optional().describe("Exact image instead of the pinned one, best with a digest."),
  shards: z.int().min(1).max(50).default(1).describe("Parts that the data is spread over."),
  replicas: z
    .int()
    .min(1)
    .max(9)
    .optional()
    .describe(
      "Copies of each shard; 2 unless given, outside of tier prod 1. More than one need keepers, which come along.",
    ),
  databases: z
    .record(databaseName, z.strictObject(owned))
    .default({})
    .describe("Databases by name; each has a user of its own name, that may make it and do anything in it."),
  backup: backupSchema
    .extend({
      rotation: z.int().min(1).default(1).describe("Raise it to have a new password made for the user that backs up."),
    })
    .describe("Backups; without it, none is made.")
    .optional(),
});

/** One database server or cluster of them, of any kind. */
export const databaseSchema = z.discriminatedUnion("kind", [postgresql, clickhouse]);

/** One database, complete with defaults. */
export type DatabaseSettings = z.output<typeof databaseSchema>;

/** A PostgreSQL cluster, complete with defaults. */
export type PostgresqlSettings = Extract<DatabaseSettings, { kind: "postgresql" }>;

/** A ClickHouse cluster, complete with defaults. */
export type ClickhouseSettings = Extract<DatabaseSettings, { kind: "clickhouse" }>;
