import { z } from "zod";
import { configKey, dataKey, dnsLabel, releaseName } from "../core/names.ts";

const forms = {
  dnsLabel: { pattern: dnsLabel, form: "1 to 63 lower-case letters and digits, with '-' between them" },
  releaseName: { pattern: releaseName, form: "1 to 53 lower-case letters and digits, with '-' between them" },
  dataKey: { pattern: dataKey, form: "letters, digits, '-', '_' and '.'" },
  configKey: { pattern: configKey, form: "a letter, then letters, digits, '-', '_' and '.'" },
} as const;

/** A string that is a name of the given form; the error says which characters it may have. */
export function named(form: keyof typeof forms) {
  return z.string().regex(forms[form].pattern, { error: `is not a valid name: use ${forms[form].form}` });
}
