import { access } from "./access.ts";
import { chartVersion } from "./chart-version.ts";
import { claims } from "./claims.ts";
import { defaultDeny } from "./default-deny.ts";
import { deletionProtection } from "./deletion-protection.ts";
import { disruptionBudget } from "./disruption-budget.ts";
import { hostAccess } from "./host-access.ts";
import { imageRegistry } from "./image-registry.ts";
import { imageTag } from "./image-tag.ts";
import { ingressTls } from "./ingress-tls.ts";
import { noLatest } from "./no-latest.ts";
import { ownNamespace } from "./own-namespace.ts";
import { ownership } from "./ownership.ts";
import { plainSecrets } from "./plain-secrets.ts";
import { podSecurity } from "./pod-security.ts";
import { probes } from "./probes.ts";
import { releaseLimits } from "./release-limits.ts";
import { replicas } from "./replicas.ts";
import { resources } from "./resources.ts";
import type { Rule } from "./rule.ts";
import { spread } from "./spread.ts";

/** Every rule, by id. */
export const library: readonly Rule[] = [
  access,
  chartVersion,
  claims,
  defaultDeny,
  deletionProtection,
  disruptionBudget,
  hostAccess,
  imageRegistry,
  imageTag,
  ingressTls,
  noLatest,
  ownNamespace,
  ownership,
  plainSecrets,
  podSecurity,
  probes,
  releaseLimits,
  replicas,
  resources,
  spread,
];
