import type { ImageReference } from "../core/image.ts";
import type { Tier } from "../core/tier.ts";

const release = /^v\d+\.\d+\.\d+$/;
const commit = /^sha-[0-9a-f]{7,40}$/;
const buildTime = /^\d{8}-\d{6}$/;
const candidate = /^rc-[\w.-]+$/;
const version = /^v\d[\w.-]*$/;

interface Policy {
  readonly allows: (tag: string) => boolean;
  readonly allowed: string;
}

/** Which tags an environment may run; production only what can never be moved to another image. */
const policies: Readonly<Record<Tier, Policy>> = {
  dev: { allows: () => true, allowed: "any tag" },
  staging: {
    allows: (tag) =>
      tag === "staging" || [release, version, commit, buildTime, candidate].some((form) => form.test(tag)),
    allowed: "staging, rc-…, vX.Y.Z, sha-…, YYYYMMDD-HHMMSS or a digest",
  },
  prod: {
    allows: (tag) => [release, commit, buildTime].some((form) => form.test(tag)),
    allowed: "vX.Y.Z, sha-…, YYYYMMDD-HHMMSS or a digest",
  },
};

/** Why an image may not run in an environment of this tier; nothing if it may. A digest is always fine. */
export function imageTagFault(image: Partial<ImageReference>, tier: Tier): string | undefined {
  if (image.digest !== undefined || image.tag === undefined) return undefined;
  const policy = policies[tier];
  if (policy.allows(image.tag)) return undefined;
  return `'${image.tag}' is not allowed in an environment of tier ${tier}; use ${policy.allowed}`;
}
