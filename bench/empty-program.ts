// An `up` of a program that creates nothing, driven the way src/operate drives its own: what any such `up` has to pay.
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";

const stack = await LocalWorkspace.createOrSelectStack(
  { stackName: "empty", projectName: "empty", program: async () => ({}) },
  { workDir: process.cwd() },
);
await stack.up({ onEvent: () => undefined });
