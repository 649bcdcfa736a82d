import { ApiException, type CoreV1Api } from "@kubernetes/client-node";
import { isTrue, withCondition } from "../conditions.ts";
import type { CustomResources, Kind } from "../custom-resources.ts";
import type { Secrets } from "../secrets.ts";
import { awsProvider } from "./aws-provider.ts";
import {
  type AccountReference,
  type AwsStore,
  KINDS,
  type SecretKey,
  type Store,
  type StoreReference,
  type StoreSpec,
  type StoreStatus,
  type VaultStore,
} from "./kinds.ts";
import { MissingSecret, type Provider } from "./provider.ts";
import { vaultProvider } from "./vault-provider.ts";

const RETRY_MS = 3_000;
/** How often a store that works is looked at again. */
const CHECK_MS = 60_000;

/** Opens stores, and judges them the way External Secrets does. */
export class Stores {
  private readonly resources: CustomResources;
  private readonly secrets: Secrets;
  private readonly awsEndpoint: string | undefined;

  /** `awsEndpoint`: where an emulator of AWS Secrets Manager listens; the real AWS is never asked. */
  constructor(resources: CustomResources, secrets: Secrets, awsEndpoint: string | undefined) {
    this.resources = resources;
    this.secrets = secrets;
    this.awsEndpoint = awsEndpoint;
  }

  /** Follows the stores and writes their status. */
  start(): void {
    for (const kind of [KINDS.ClusterSecretStore, KINDS.SecretStore]) {
      this.resources.reconcile<StoreSpec, StoreStatus>(kind, (store) => this.reconcile(kind, store));
    }
  }

  /** The store that an object in this namespace names. Throws if it is not there, not ready, or not for the namespace. */
  async open(reference: StoreReference | undefined, namespace: string): Promise<Provider> {
    if (reference === undefined) throw new Error("no secretStoreRef");
    const isCluster = reference.kind === "ClusterSecretStore";
    const kind = isCluster ? KINDS.ClusterSecretStore : KINDS.SecretStore;
    const where = isCluster ? "" : namespace;
    const store = await this.resources.get<StoreSpec, StoreStatus>(kind, where, reference.name);
    if (store === undefined) throw new Error(`could not get ${kind.kind} "${reference.name}", not found`);
    const allowed = store.spec?.conditions;
    if (isCluster && allowed?.length && !allowed.some(({ namespaces }) => namespaces?.includes(namespace))) {
      throw new Error(`using cluster store "${reference.name}" is not allowed from namespace "${namespace}"`);
    }
    if (!isTrue(store.status?.conditions, "Ready")) throw new Error(`${kind.kind} "${reference.name}" is not ready`);
    return this.provider(store);
  }

  private async reconcile(kind: Kind, store: Store): Promise<number> {
    const problem = await this.problem(store);
    const condition =
      problem === undefined
        ? { status: "True" as const, reason: "Valid", message: "store validated" }
        : { status: "False" as const, reason: "InvalidProviderConfig", message: problem };
    const conditions = withCondition(store.status?.conditions, { type: "Ready", ...condition });
    await this.resources.setStatus<StoreStatus>(kind, store, { conditions, capabilities: "ReadWrite" });
    return problem === undefined ? CHECK_MS : RETRY_MS;
  }

  private async problem(store: Store): Promise<string | undefined> {
    try {
      await (await this.provider(store)).validate();
      return undefined;
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
      return `unable to validate store: ${error instanceof Error ? error.message : error}${cause} (stand-in)`;
    }
  }

  private async provider({ spec, metadata }: Store): Promise<Provider> {
    const { aws, vault, fake } = spec?.provider ?? {};
    if (aws !== undefined) return this.aws(aws, metadata?.namespace);
    if (vault !== undefined) return this.vault(vault, metadata?.namespace);
    if (fake !== undefined) {
      return {
        validate: async () => undefined,
        read: async (key, version) => {
          const found = fake.data.findLast((one) => one.key === key && (one.version ?? "") === (version ?? ""));
          if (found === undefined) throw new MissingSecret();
          return Buffer.from(found.value ?? "");
        },
      };
    }
    throw new Error("the stand-in knows the providers aws, vault and fake only");
  }

  private async aws({ service, region, prefix, auth }: AwsStore, namespace: string | undefined): Promise<Provider> {
    if (service !== "SecretsManager") throw new Error(`the stand-in knows the service SecretsManager only`);
    if (!region) throw new Error("region is missing");
    if (this.awsEndpoint === undefined) {
      throw new Error("this sandbox has no AWS emulator: start it with `node sandbox/main.ts up --aws`");
    }
    const { accessKeyIDSecretRef: id, secretAccessKeySecretRef: key } = auth?.secretRef ?? {};
    const account = auth?.jwt?.serviceAccountRef;
    if (account !== undefined) await this.requireAccount(account, namespace);
    const credentials = {
      accessKeyId: id === undefined ? "sandbox" : await this.secretText(id, namespace),
      secretAccessKey: key === undefined ? "sandbox" : await this.secretText(key, namespace),
    };
    const access = { endpoint: this.awsEndpoint, region, credentials };
    return awsProvider({ ...access, ...(prefix !== undefined && { prefix }) });
  }

  private async vault(store: VaultStore, namespace: string | undefined): Promise<Provider> {
    if (store.version === "v1") throw new Error("the stand-in knows version v2 of the key-value engine only");
    const mount = store.path ?? "secret";
    const { tokenSecretRef, kubernetes } = store.auth ?? {};
    if (tokenSecretRef !== undefined) {
      const token = await this.secretText(tokenSecretRef, namespace);
      return vaultProvider({ server: store.server, mount, login: { token } });
    }
    if (kubernetes?.serviceAccountRef === undefined) {
      throw new Error("the stand-in logs in with tokenSecretRef or kubernetes.serviceAccountRef only");
    }
    const jwt = await this.accountToken(kubernetes.serviceAccountRef, namespace);
    const login = { mount: kubernetes.mountPath ?? "kubernetes", role: kubernetes.role, jwt };
    return vaultProvider({ server: store.server, mount, login });
  }

  private secretText(reference: SecretKey, namespace: string | undefined): Promise<string> {
    return this.secrets.text(this.place(reference, namespace), reference.name, reference.key ?? "");
  }

  private place(reference: SecretKey | AccountReference, namespace: string | undefined): string {
    const where = namespace ?? reference.namespace;
    if (where === undefined) throw new Error(`a ClusterSecretStore has to say in which namespace ${reference.name} is`);
    return where;
  }

  private async requireAccount(reference: AccountReference, namespace: string | undefined): Promise<void> {
    const where = this.place(reference, namespace);
    await found(this.secrets.core.readNamespacedServiceAccount({ name: reference.name, namespace: where }), reference);
  }

  private async accountToken(reference: AccountReference, namespace: string | undefined): Promise<string> {
    const where = this.place(reference, namespace);
    const core: CoreV1Api = this.secrets.core;
    const spec = { audiences: reference.audiences ?? [], expirationSeconds: 600 };
    const asked = core.createNamespacedServiceAccountToken({ name: reference.name, namespace: where, body: { spec } });
    return (await found(asked, reference)).status?.token ?? "";
  }
}

async function found<T>(asked: Promise<T>, { name }: AccountReference): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ApiException && error.code === 404) throw new Error(`serviceaccounts "${name}" not found`);
    throw error;
  }
}
