import { X509Certificate } from "node:crypto";
import { type Condition, isTrue, timestamp, withCondition } from "../conditions.ts";
import type { CustomResources } from "../custom-resources.ts";
import { announce } from "../events.ts";
import type { Secrets } from "../secrets.ts";
import { issued, secretMetadata } from "./issuing.ts";
import {
  type Certificate,
  type CertificateSpec,
  type CertificateStatus,
  type Issuer,
  type IssuerSpec,
  type IssuerStatus,
  KINDS,
} from "./kinds.ts";
import { challengeProblem } from "./solvers.ts";
import { ANNOTATION, type Need, need, renewalTime } from "./validity.ts";

const RETRY_MS = 2_000;
const COMPONENT = "cert-manager-certificates-issuing";

/** Issues certificates into their Secrets the way cert-manager does, without asking any server. */
export class CertificateController {
  private readonly resources: CustomResources;
  private readonly secrets: Secrets;
  private readonly directory: string;

  constructor(resources: CustomResources, secrets: Secrets, directory: string) {
    this.resources = resources;
    this.secrets = secrets;
    this.directory = directory;
  }

  /** Follows certificates, and the Secrets that were issued for them. */
  start(): void {
    const queue = this.resources.reconcile<CertificateSpec, CertificateStatus>(KINDS.Certificate, (certificate) =>
      this.reconcile(certificate),
    );
    this.secrets.onChange(({ metadata }) => {
      const name = metadata?.annotations?.[ANNOTATION.name];
      if (name !== undefined) queue.add(`${metadata?.namespace}/${name}`);
    });
  }

  private async reconcile(certificate: Certificate): Promise<number | undefined> {
    const { spec } = certificate;
    const namespace = certificate.metadata?.namespace ?? "";
    if (spec === undefined) return undefined;
    const secret = await this.secrets.get(namespace, spec.secretName);
    const why = need(certificate, secret);
    if (why === undefined) {
      return this.noteReady(certificate, spec, Buffer.from(secret?.data?.["tls.crt"] ?? "", "base64"));
    }
    const issuer = await this.issuer(spec, namespace);
    const problem = await this.problem(issuer, certificate, spec);
    if (issuer === undefined || problem !== undefined) return this.noteFailure(certificate, why, problem ?? "");
    const data = await issued(this.secrets, issuer, spec, this.directory);
    const metadata = secretMetadata(certificate, spec);
    await this.secrets.write({ namespace, name: spec.secretName, type: "kubernetes.io/tls", data, metadata });
    const message = "The certificate has been successfully issued (stand-in)";
    await announce(this.secrets.core, certificate, {
      type: "Normal",
      reason: "Issuing",
      message,
      component: COMPONENT,
    });
    return this.noteReady(certificate, spec, data["tls.crt"] ?? Buffer.alloc(0), true);
  }

  private issuer({ issuerRef }: CertificateSpec, namespace: string): Promise<Issuer | undefined> {
    const isCluster = issuerRef.kind === "ClusterIssuer";
    const kind = isCluster ? KINDS.ClusterIssuer : KINDS.Issuer;
    return this.resources.get<IssuerSpec, IssuerStatus>(kind, isCluster ? "" : namespace, issuerRef.name);
  }

  private async problem(
    issuer: Issuer | undefined,
    certificate: Certificate,
    { issuerRef }: CertificateSpec,
  ): Promise<string | undefined> {
    const kind = issuerRef.kind ?? "Issuer";
    if (issuer === undefined) {
      return `Referenced "${kind}" not found: ${kind.toLowerCase()}.cert-manager.io "${issuerRef.name}" not found`;
    }
    if (!isTrue(issuer.status?.conditions, "Ready")) {
      return `Referenced "${kind}" ${issuerRef.name} does not have a Ready status condition`;
    }
    return issuer.spec?.acme === undefined ? undefined : challengeProblem(this.secrets, issuer, certificate);
  }

  private async noteReady(
    certificate: Certificate,
    spec: CertificateSpec,
    pem: Buffer,
    isNew = false,
  ): Promise<number | undefined> {
    const x509 = new X509Certificate(pem);
    const renewal = renewalTime(spec, x509);
    const message = "Certificate is up to date and has not expired";
    const ready = this.condition(certificate, { type: "Ready", status: "True", reason: "Ready", message });
    const status: CertificateStatus = {
      conditions: withCondition(certificate.status?.conditions, ready).filter(({ type }) => type !== "Issuing"),
      notBefore: timestamp(x509.validFromDate),
      notAfter: timestamp(x509.validToDate),
      renewalTime: timestamp(renewal),
      revision: (certificate.status?.revision ?? 0) + (isNew ? 1 : 0),
    };
    await this.resources.setStatus(KINDS.Certificate, certificate, status);
    return Math.max(1_000, renewal.getTime() - Date.now());
  }

  private async noteFailure(certificate: Certificate, why: Need, problem: string): Promise<number> {
    const known = certificate.status?.conditions?.find(({ type }) => type === "Issuing");
    const message = `The certificate request has failed to complete and will be retried: ${problem} (stand-in)`;
    const failed = this.condition(certificate, { type: "Issuing", status: "False", reason: "Failed", message });
    const notReady = this.condition(certificate, { type: "Ready", status: "False", ...why });
    const conditions = withCondition(withCondition(certificate.status?.conditions, notReady), failed);
    await this.resources.setStatus<CertificateStatus>(KINDS.Certificate, certificate, { conditions });
    if (known?.message !== message) {
      await announce(this.secrets.core, certificate, {
        type: "Warning",
        reason: "Failed",
        message,
        component: COMPONENT,
      });
    }
    return RETRY_MS;
  }

  private condition({ metadata }: Certificate, { type, status, reason, message }: Condition): Condition {
    const { generation } = metadata ?? {};
    return { type, status, reason, message, ...(generation !== undefined && { observedGeneration: generation }) };
  }
}
