import { getRootDirectory } from "@pulumi/pulumi";
import { program } from "./program.ts";

/** The stack's outputs. */
export const { domain, cluster, namespaces, releases, secrets } = await program(getRootDirectory());
