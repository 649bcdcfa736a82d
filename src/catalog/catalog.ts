import { argoCd } from "./argo-cd.ts";
import { certManager } from "./cert-manager.ts";
import { cilium } from "./cilium.ts";
import { clickhouse } from "./clickhouse.ts";
import { cloudnativePg } from "./cloudnative-pg.ts";
import type { Component } from "./component.ts";
import { externalSecrets } from "./external-secrets.ts";
import { jaeger } from "./jaeger.ts";
import { kubePrometheusStack } from "./kube-prometheus-stack.ts";
import { metricsServer } from "./metrics-server.ts";
import { mongodbKubernetes } from "./mongodb-kubernetes.ts";
import { opentelemetryCollector } from "./opentelemetry-collector.ts";
import { pluginBarmanCloud } from "./plugin-barman-cloud.ts";
import { prometheusOperatorCrds } from "./prometheus-operator-crds.ts";
import { reloader } from "./reloader.ts";
import { sealedSecrets } from "./sealed-secrets.ts";
import { traefik } from "./traefik.ts";
import { valkey } from "./valkey.ts";
import { velero } from "./velero.ts";

/** Everything that a stack file may name under `components`. Adding one = its file and its line here. */
export const catalog: readonly Component[] = [
  argoCd,
  certManager,
  cilium,
  clickhouse,
  cloudnativePg,
  externalSecrets,
  jaeger,
  kubePrometheusStack,
  metricsServer,
  mongodbKubernetes,
  opentelemetryCollector,
  pluginBarmanCloud,
  prometheusOperatorCrds,
  reloader,
  sealedSecrets,
  traefik,
  valkey,
  velero,
];
