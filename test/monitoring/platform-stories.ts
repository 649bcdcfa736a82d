import type { Series, Story } from "./promtool.ts";
import { constant, fires, type Looks, silent, story } from "./story.ts";

const releases: Looks = { alert: "ReleaseFailed", severity: "warning" };

/** Helm's records of one release: the status of each revision, and the second in which it was made. */
function records(
  release: string,
  ...revisions: readonly (readonly [status: string, made: number])[]
): readonly Series[] {
  return revisions.flatMap(([status, made], index) => {
    const record = `namespace="services", secret="sh.helm.release.v1.${release}.v${index + 1}"`;
    return [
      constant(
        `kube_secret_labels{${record}, label_owner="helm", label_name="${release}", label_status="${status}"}`,
        1,
      ),
      constant(`kube_secret_created{${record}}`, made),
    ];
  });
}

const notDeployed = [
  { namespace: "services", release: "web" },
  "Release web is not deployed",
  "Helm's last revision of services/web failed, or was cut off.",
] as const;

const releaseStories: readonly Story[] = [
  story(
    "an upgrade failed, beside a release that is well and a Secret that is none of Helm's",
    [
      ...records("web", ["deployed", 100], ["failed", 200]),
      ...records("api", ["superseded", 100], ["deployed", 150]),
      constant('kube_secret_labels{namespace="services", secret="web-session"}', 1),
      constant('kube_secret_created{namespace="services", secret="web-session"}', 300),
    ],
    ...silent(releases, "9m"),
    fires(releases, "10m", ...notDeployed),
  ),
  story("a first install failed", records("web", ["failed", 100]), fires(releases, "10m", ...notDeployed)),
  story(
    "an upgrade was cut off",
    records("web", ["deployed", 1], ["pending-upgrade", 2]),
    fires(releases, "10m", ...notDeployed),
  ),
  story(
    "a failed upgrade was made good",
    records("web", ["failed", 100], ["deployed", 200]),
    ...silent(releases, "30m"),
  ),
];

const day = 24 * 3600;
const expiring: Looks = { alert: "CertificateExpiring", severity: "critical" };

function certificate(metric: string, name: string, value: number, more = ""): Series {
  const labels = `name="${name}", exported_namespace="services", namespace="cert-manager"${more}`;
  return constant(`certmanager_certificate_${metric}{${labels}}`, value);
}

const notReady: Looks = { alert: "CertificateNotReady", severity: "warning" };

const certificateStories: readonly Story[] = [
  story(
    "of three certificates one ends in ten days, and one was never issued",
    [
      certificate("expiration_timestamp_seconds", "web-tls", 10 * day),
      certificate("expiration_timestamp_seconds", "api-tls", 20 * day),
      certificate("expiration_timestamp_seconds", "new-tls", 0),
    ],
    ...silent(expiring, "59m"),
    fires(
      expiring,
      "60m",
      { namespace: "services", name: "web-tls" },
      "Certificate web-tls ends in 9d 23h 0m 0s",
      "Certificate services/web-tls should have been renewed by now.",
    ),
  ),
  story(
    "a certificate is not issued, and another is",
    [
      certificate("ready_status", "web-tls", 0, ', condition="True"'),
      certificate("ready_status", "web-tls", 1, ', condition="False"'),
      certificate("ready_status", "api-tls", 1, ', condition="True"'),
    ],
    ...silent(notReady, "14m"),
    fires(
      notReady,
      "15m",
      { namespace: "services", name: "web-tls" },
      "Certificate web-tls is not issued",
      "Certificate services/web-tls is not ready: nobody has issued it.",
    ),
  ),
];

const notSynced: Looks = { alert: "ExternalSecretNotSynced", severity: "warning" };

function condition(name: string, status: "True" | "False", value: number): Series {
  const labels = `namespace="services", name="${name}", condition="Ready", status="${status}"`;
  return constant(`externalsecret_status_condition{${labels}}`, value);
}

const secretStories: readonly Story[] = [
  story(
    "an ExternalSecret is not synced, and another is",
    [
      condition("web-session", "False", 1),
      condition("web-session", "True", 0),
      condition("api-session", "False", 0),
      condition("api-session", "True", 1),
    ],
    ...silent(notSynced, "14m"),
    fires(
      notSynced,
      "15m",
      { namespace: "services", name: "web-session" },
      "ExternalSecret web-session is not synced",
      "The Secret of services/web-session keeps what it had: the store does not answer, or lacks a value.",
    ),
  ),
];

const found: Looks = { alert: "DriftFound", severity: "warning" };
const unknown: Looks = { alert: "DriftNotChecked", severity: "warning" };

/** What the last look for drift has left in the cluster: its outcome, and the second in which it was made. */
function look(outcome: string, made: number): readonly Series[] {
  const record = 'namespace="observability", configmap="drift-prod"';
  return [
    constant(`kube_configmap_labels{${record}, label_drift="${outcome}", label_stack="prod"}`, 1),
    constant(`kube_configmap_created{${record}}`, made),
    constant('kube_configmap_labels{namespace="services", configmap="web"}', 1),
    constant('kube_configmap_created{namespace="services", configmap="web"}', 0),
  ];
}

const lost = [
  { stack: "prod" },
  "Nobody knows whether prod has drifted",
  "The last look for drift of the stack prod failed, or is more than two days ago.",
] as const;

const driftStories: readonly Story[] = [
  story(
    "drift was found",
    look("findings", 0),
    fires(
      found,
      "1m",
      { stack: "prod" },
      "prod is not what its stack file says",
      "The last look for drift found differences between the stack prod and the cluster.",
    ),
    ...silent(unknown, "60m"),
  ),
  story("there is no drift", look("fine", 0), ...silent(found, "60m"), ...silent(unknown, "60m")),
  story("a look for drift failed", look("failed", 0), ...silent(found, "10m"), fires(unknown, "1m", ...lost)),
  story(
    "nobody has looked for two days",
    look("fine", 600 - 2 * day),
    ...silent(unknown, "10m"),
    fires(unknown, "12m", ...lost),
  ),
  story("nobody ever looked", [], ...silent(found, "60m"), ...silent(unknown, "60m")),
];

/** What is told about the platform itself, alert by alert. */
export const platformStories = { releaseStories, certificateStories, secretStories, driftStories };
