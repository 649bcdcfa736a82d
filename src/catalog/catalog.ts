import { certManager } from "./cert-manager.ts";
import type { Component } from "./component.ts";
import { externalSecrets } from "./external-secrets.ts";

/** Everything that a stack file may name under `components`. Adding one = its file and its line here. */
export const catalog: readonly Component[] = [certManager, externalSecrets];
