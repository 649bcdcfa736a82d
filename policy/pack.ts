import { dirname } from "node:path";
import { PolicyPack } from "@pulumi/policy";
import { readSettings } from "../src/config/load.ts";
import { projectVariable } from "../src/core/command.ts";
import { currentDay } from "../src/rules/exception.ts";
import { policiesOf } from "./policies.ts";

const directory = dirname(import.meta.dirname);
const project = process.env[projectVariable] ?? directory;
// The engine's runner requires the pack, and what is required may not wait at its top level.
readSettings(directory, project).then(
  ({ environment }) => new PolicyPack("rules", { policies: policiesOf(environment, currentDay()) }),
);
