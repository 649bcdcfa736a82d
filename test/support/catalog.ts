import { z } from "zod";
import { type Component, defineComponent } from "../../src/catalog/component.ts";

/** A small catalog that tests hold against: it stays as it is when the real one grows. */
export const fixtureCatalog: readonly Component[] = [
  defineComponent({
    name: "cert-manager",
    summary: "Issues certificates.",
    namespace: "cert-manager",
    podSecurity: "restricted",
    chart: { repository: "https://charts.example.com", name: "cert-manager", version: "1.0.0" },
    requires: [],
    settings: z.strictObject({ logLevel: z.int().min(0).max(10).default(2).describe("Verbosity.") }),
    values: ({ logLevel }, { replicas }) => ({ logLevel, replicas }),
  }),
  defineComponent({
    name: "trust-manager",
    summary: "Spreads certificates.",
    namespace: "cert-manager",
    podSecurity: "restricted",
    chart: { repository: "https://charts.example.com", name: "trust-manager", version: "2.0.0" },
    requires: ["cert-manager"],
    settings: z.strictObject({}),
    values: () => ({}),
  }),
];
