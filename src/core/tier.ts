/** How much an environment must withstand: chosen in the stack file, never derived from a stack's name. */
export const tiers = ["dev", "staging", "prod"] as const;

/** One of the tiers. */
export type Tier = (typeof tiers)[number];
