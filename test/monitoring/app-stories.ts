import type { Series, Story } from "./promtool.ts";
import { constant, fires, type Looks, silent, story } from "./story.ts";

const errors: Looks = { alert: "AppHighErrorRate", severity: "critical" };

/** Requests that Traefik counts, so many each minute; the service's name in the label that Prometheus moved it to. */
function requests(service: string, perMinute: Readonly<Record<string, number>>): readonly Series[] {
  return Object.entries(perMinute).map(([code, count]) => ({
    series: `traefik_service_requests_total{namespace="kube-system", service="traefik", exported_service="${service}", code="${code}"}`,
    values: `0+${count}x60`,
  }));
}

const server = "imprun-system-imprun-imprun-server-http@kubernetes";

function tenPercent(app: string, namespace: string, source: string) {
  return [
    { app, namespace, source },
    `${app} answers 10% of its requests with an error`,
    `Of the requests to ${app} in ${namespace}, 10% ended with a 5xx, counted by ${source}.`,
  ] as const;
}

const errorStories: readonly Story[] = [
  story(
    "one request in ten fails, for longer than five minutes",
    requests(server, { 200: 80, 404: 10, 500: 5, 503: 5 }),
    ...silent(errors, "5m"),
    fires(errors, "7m", ...tenPercent("imprun-imprun-server", "imprun-system", "ingress")),
  ),
  story("less than one in twenty fails", requests(server, { 200: 96, 502: 4 }), ...silent(errors, "30m")),
  story("callers make mistakes", requests(server, { 200: 10, 404: 90 }), ...silent(errors, "30m")),
  story(
    "a burst of errors is over in a minute",
    [...requests(server, { 200: 100 }), { ...requests(server, { 500: 0 })[0]!, values: "0 0 0 0 0 20 20x60" }],
    ...silent(errors, "6m", "8m", "12m", "20m"),
  ),
  story(
    "Traefik's monitor keeps the labels that it has",
    Object.entries({ 200: 90, 500: 10 }).map(([code, count]) => ({
      series: `traefik_service_requests_total{service="argocd-argocd-server-80@kubernetesgateway", code="${code}"}`,
      values: `0+${count}x60`,
    })),
    fires(errors, "10m", ...tenPercent("argocd-server", "argocd", "ingress")),
  ),
  story(
    "a service of a namespace that is nobody's",
    requests("elsewhere-web-80@kubernetescrd", { 200: 90, 500: 10 }),
    fires(errors, "10m", ...tenPercent("elsewhere-web-80@kubernetescrd", "kube-system", "ingress")),
  ),
  ...["code", "status"].map((label) =>
    story(
      `an app counts its own requests, by ${label}`,
      Object.entries({ 200: 90, 500: 10 }).map(([code, count]) => ({
        series: `http_requests_total{namespace="services", service="web", pod="web-1", ${label}="${code}"}`,
        values: `0+${count}x60`,
      })),
      ...silent(errors, "5m"),
      fires(errors, "7m", ...tenPercent("web", "services", "app")),
    ),
  ),
];

const restarts: Looks = { alert: "AppPodCrashLooping", severity: "warning" };
const restarted =
  'kube_pod_container_status_restarts_total{namespace="services", pod="web-1", container="web", uid="1"}';

const restartStories: readonly Story[] = [
  story(
    "a container restarts",
    [{ series: restarted, values: "0 0 0 1 1x60" }],
    ...silent(restarts, "7m"),
    fires(
      restarts,
      "8m",
      { namespace: "services", pod: "web-1", container: "web" },
      "web-1 restarts again and again",
      "Container web of pod services/web-1 restarted in the last 15 minutes.",
    ),
    ...silent(restarts, "19m"),
  ),
  story("a container restarted long ago", [constant(restarted, 7)], ...silent(restarts, "10m", "60m")),
];

const jobs: Looks = { alert: "JobFailed", severity: "warning" };

const jobStories: readonly Story[] = [
  story(
    "a Job has used up its attempts, and another is done",
    [
      constant('kube_job_failed{namespace="services", job_name="web-migrate", condition="true"}', 1),
      constant('kube_job_failed{namespace="services", job_name="other", condition="true"}', 0),
    ],
    ...silent(jobs, "0m"),
    fires(
      jobs,
      "1m",
      { namespace: "services", job_name: "web-migrate" },
      "Job web-migrate failed",
      "Job services/web-migrate has used up its attempts.",
    ),
  ),
];

const volumes: Looks = { alert: "VolumeAlmostFull", severity: "critical" };

/** A volume of 1000 bytes, so many of which are in use, and become more each minute. */
function volume(used: number, growing = 0): readonly Series[] {
  const claim = '{namespace="data", persistentvolumeclaim="db-0", node="a"}';
  return [
    constant(`kubelet_volume_stats_capacity_bytes${claim}`, 1000),
    { series: `kubelet_volume_stats_used_bytes${claim}`, values: `${used}+${growing}x120` },
    { series: `kubelet_volume_stats_available_bytes${claim}`, values: `${1000 - used}-${growing}x120` },
  ];
}

function full(share: string) {
  return [
    { namespace: "data", persistentvolumeclaim: "db-0" },
    "Volume db-0 is almost full",
    `${share} of the volume of data/db-0 is in use, and it is full soon.`,
  ] as const;
}

const volumeStories: readonly Story[] = [
  story("a volume is almost full", volume(920), ...silent(volumes, "14m"), fires(volumes, "15m", ...full("92%"))),
  story("a volume has room left", volume(890), ...silent(volumes, "60m")),
  story("a volume will be full in two days", volume(600, 1), fires(volumes, "50m", ...full("65%"))),
  story("a volume grows, and is less than half full", volume(100, 1), ...silent(volumes, "60m")),
];

/** What is told about apps, alert by alert. */
export const appStories = { errorStories, restartStories, jobStories, volumeStories };
