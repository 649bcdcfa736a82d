import { KubeConfig } from "@kubernetes/client-node";
import { CertificateController } from "./cert-manager/certificates.ts";
import { reconcileIssuers } from "./cert-manager/issuers.ts";
import { runClickhouse } from "./clickhouse.ts";
import { CloudNativePg } from "./cloudnative-pg/cloudnative-pg.ts";
import { CustomResources } from "./custom-resources.ts";
import { ExternalSecretController } from "./external-secrets/external-secrets.ts";
import { PushSecretController } from "./external-secrets/push-secrets.ts";
import { Stores } from "./external-secrets/stores.ts";
import { loadBalancers } from "./load-balancers.ts";
import { Secrets } from "./secrets.ts";
import { volumes } from "./volumes.ts";

// Stands in for what k3s brings along (storage provisioner, load balancer) and for controllers that charts would install
// (cert-manager, External Secrets, CloudNativePG, the ClickHouse operator). Takes a kubeconfig and the sandbox's folder.
const [file, directory] = process.argv.slice(2);
if (file === undefined || directory === undefined) {
  throw new Error("usage: node sandbox/controllers/main.ts <kubeconfig> <folder of the sandbox>");
}

const config = new KubeConfig();
config.loadFromFile(file);
const resources = new CustomResources(config);
const secrets = new Secrets(config);
reconcileIssuers(resources, secrets);
new CertificateController(resources, secrets, directory).start();
const stores = new Stores(resources, secrets, process.env.AWS_SECRETSMANAGER_ENDPOINT);
stores.start();
new ExternalSecretController(resources, secrets, stores).start();
new PushSecretController(resources, secrets, stores).start();
new CloudNativePg(resources, secrets).start();
runClickhouse(resources, secrets);
secrets.start();
resources.start();
await Promise.all([volumes(config), loadBalancers(config)]);
