/** Label by which Prometheus tells the monitors that it is meant to read. */
export const monitorLabels = { release: "kube-prometheus-stack" } as const;

/** How often metrics are read. */
export const scrapeInterval = "30s";
