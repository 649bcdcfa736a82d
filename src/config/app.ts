import { z } from "zod";
import { hostName } from "../core/names.ts";
import { alphabets, type SecretSource, secretTypes } from "../core/secret.ts";
import { appDelivery } from "./delivery.ts";
import { named } from "./named.ts";
import { releaseOverrideSchema } from "./release.ts";

const rotation = z.int().min(1).default(1).describe("Raise it to have a new value made.");

const generated = z.strictObject({
  from: z.literal("generated"),
  length: z.int().min(8).max(1024).default(32).describe("Characters."),
  alphabet: z.enum(alphabets).default("alphanumeric").describe("Characters that the value is made of."),
  rotation,
  keepPrevious: z
    .boolean()
    .default(false)
    .describe("Whether the value before the last rotation stays readable under <key>_PREVIOUS."),
});

const given = z.strictObject({
  from: z.literal("config"),
  key: named("configKey").describe("Configuration key that holds the value, set by `pulumi config set --secret`."),
  rotation,
});

const template = z.strictObject({
  from: z.literal("template"),
  text: z.string().min(1).describe("Text with other keys of the same Secret in it, as {{ key }}."),
});

const source: z.ZodType<SecretSource, unknown> = z.discriminatedUnion("from", [generated, given, template]);

const secretSchema = z.strictObject({
  keys: z.record(named("dataKey"), source).describe("The Secret's keys, and where each value comes from."),
  consumers: z.array(named("dnsLabel")).default([]).describe("Workloads that read it."),
  type: z
    .enum(secretTypes)
    .default("Opaque")
    .describe(
      "Type of the Secret; one of kubernetes.io/dockerconfigjson is given to the app's pods to pull images with.",
    ),
  maxAgeDays: z
    .int()
    .min(0)
    .optional()
    .describe("Days after which its values count as too old; 0: never; without it, the environment's own limit."),
  retain: z.boolean().default(false).describe("Whether it stays when its app, or the whole stack, is taken away."),
});

/** Free-form values of a chart: plain data; the chart's own schema says which keys there are. */
const values = z.record(z.string(), z.json()).default({}).describe("Values of the chart, laid over its defaults.");

/** One app: a chart with its images, hosts, secrets and values. */
export const appSchema = z.strictObject({
  like: named("releaseName").optional().describe("Blueprint that it takes over what it does not say itself."),
  chart: named("releaseName").describe("Folder below charts/ that holds the app's chart."),
  namespace: named("dnsLabel").describe("Namespace that the app runs in; apps may share one."),
  podSecurity: z
    .enum(["restricted", "baseline", "privileged"])
    .default("restricted")
    .describe("What the app's pods may do (Pod Security Standards); the widest of a shared namespace counts."),
  delivery: appDelivery,
  requires: z.array(named("releaseName")).default([]).describe("Components and apps that have to be there before it."),
  images: z
    .record(named("dnsLabel"), z.string())
    .default({})
    .describe(
      "Image of each part of the app, as [registry/]organization/app:tag; becomes `<part>.image` in the values.",
    ),
  hosts: z
    .record(
      named("dnsLabel"),
      z
        .string()
        .regex(hostName, { error: "is no host name: lower-case letters, digits and '-' in labels parted by dots" }),
    )
    .default({})
    .describe("Host of each part of the app; becomes `<part>.ingress.hosts` and `.tls` in the values."),
  secrets: z
    .record(named("dnsLabel"), secretSchema)
    .default({})
    .describe("Secrets of the app; each becomes the Secret `<app>-<name>`."),
  values,
  release: releaseOverrideSchema.default({}),
});

/** One app, complete with defaults. */
export type App = z.output<typeof appSchema>;
