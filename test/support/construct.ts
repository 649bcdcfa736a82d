import * as pulumi from "@pulumi/pulumi";
import { createEnvironment } from "../../src/environment.ts";
import type { Plan } from "../../src/plan/plan.ts";
import type { SopsValues } from "../../src/resources/secrets/secret.ts";

/** A resource that the program asked the engine for. */
export interface Recorded {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What the engine's mock answers for a generated password: a text that gives itself away wherever it turns up. */
export const canary = (name: string) => `canary of ${name}`;

/** Runs the program on a plan without an engine; returns what it asked for, in order, and its outputs. */
export async function construct(
  plan: Plan,
  secretConfig: Readonly<Record<string, string>> = {},
  sops: SopsValues = {},
): Promise<{
  readonly resources: readonly Recorded[];
  readonly outputs: Awaited<ReturnType<typeof createEnvironment>>;
}> {
  const resources: Recorded[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        resources.push({ type, name, inputs });
        const made: Readonly<Record<string, object>> = {
          "random:index/randomPassword:RandomPassword": { result: canary(name) },
          "pulumi:index:Stash": { output: inputs.input },
        };
        const state = made[type] ?? {};
        return { id: name, state: { ...inputs, ...state } };
      },
      call: ({ inputs }) => inputs,
    },
    "demo",
    "test",
    false,
  );
  const config = Object.fromEntries(Object.entries(secretConfig).map(([key, value]) => [`demo:${key}`, value]));
  pulumi.runtime.setAllConfig(config, Object.keys(config));
  const outputs = await createEnvironment(plan, sops);
  await pulumi.runtime.disconnect();
  return { resources, outputs };
}
