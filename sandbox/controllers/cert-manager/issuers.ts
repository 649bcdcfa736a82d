import { newKey } from "../../cluster/certificates.ts";
import { type Condition, withCondition } from "../conditions.ts";
import type { CustomResources, Kind } from "../custom-resources.ts";
import { announce } from "../events.ts";
import type { Secrets } from "../secrets.ts";
import { type Issuer, type IssuerSpec, type IssuerStatus, KINDS, secretsNamespace } from "./kinds.ts";

const RETRY_MS = 2_000;
const STAND_IN = "(stand-in: no server was asked)";

type Verdict = Pick<Condition, "status" | "reason" | "message"> & Pick<IssuerStatus, "acme">;

/** Judges issuers the way cert-manager does, except that ACME accounts are registered nowhere. */
export function reconcileIssuers(resources: CustomResources, secrets: Secrets): void {
  for (const kind of [KINDS.ClusterIssuer, KINDS.Issuer]) {
    resources.reconcile<IssuerSpec, IssuerStatus>(kind, (issuer) => reconcile(resources, secrets, kind, issuer));
  }
}

async function reconcile(
  resources: CustomResources,
  secrets: Secrets,
  kind: Kind,
  issuer: Issuer,
): Promise<number | undefined> {
  const { acme, ...verdict } = await judge(secrets, issuer);
  const known = issuer.status?.conditions?.find(({ type }) => type === "Ready");
  const observedGeneration = issuer.metadata?.generation;
  const condition = { type: "Ready", ...verdict, ...(observedGeneration !== undefined && { observedGeneration }) };
  const conditions = withCondition(issuer.status?.conditions, condition);
  await resources.setStatus<IssuerStatus>(kind, issuer, { conditions, ...(acme !== undefined && { acme }) });
  if (verdict.status === "True") return undefined;
  if (known?.message !== verdict.message) {
    const { reason, message } = verdict;
    await announce(secrets.core, issuer, { type: "Warning", reason, message, component: "cert-manager-issuers" });
  }
  return RETRY_MS;
}

async function judge(secrets: Secrets, issuer: Issuer): Promise<Verdict> {
  const { selfSigned, ca, acme } = issuer.spec ?? {};
  if (selfSigned !== undefined) return { status: "True", reason: "IsReady", message: "" };
  if (ca !== undefined) return judgeAuthority(secrets, secretsNamespace(issuer), ca.secretName);
  if (acme !== undefined) return registerAccount(secrets, secretsNamespace(issuer), acme);
  return { status: "False", reason: "ErrorConfig", message: "the stand-in knows selfSigned, ca and acme only" };
}

async function judgeAuthority(secrets: Secrets, namespace: string, name: string): Promise<Verdict> {
  try {
    await secrets.text(namespace, name, "tls.crt");
    await secrets.text(namespace, name, "tls.key");
    return { status: "True", reason: "KeyPairVerified", message: "Signing CA verified" };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { status: "False", reason: "ErrGetKeyPair", message: `Error getting keypair for CA issuer: ${why}` };
  }
}

async function registerAccount(
  secrets: Secrets,
  namespace: string,
  acme: NonNullable<IssuerSpec["acme"]>,
): Promise<Verdict> {
  const { name } = acme.privateKeySecretRef;
  if ((await secrets.get(namespace, name)) === undefined) {
    await secrets.write({ namespace, name, type: "Opaque", data: { "tls.key": Buffer.from(newKey()) } });
  }
  const message = `The ACME account was registered with the ACME server ${STAND_IN}`;
  return {
    status: "True",
    reason: "ACMEAccountRegistered",
    message,
    acme: { uri: `${new URL(acme.server).origin}/acme/acct/stand-in`, lastRegisteredEmail: acme.email ?? "" },
  };
}
