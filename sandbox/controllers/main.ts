import { KubeConfig } from "@kubernetes/client-node";
import { loadBalancers } from "./load-balancers.ts";
import { volumes } from "./volumes.ts";

// Stands in for two things k3s brings along: its storage provisioner and its load balancer. Takes a kubeconfig.
const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("usage: node sandbox/controllers/main.ts <kubeconfig>");

const config = new KubeConfig();
config.loadFromFile(file);
await Promise.all([volumes(config), loadBalancers(config)]);
