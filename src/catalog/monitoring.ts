/** Component that measures, and the name of its release. */
export const measuring = "kube-prometheus-stack";

/** Label by which Prometheus tells the monitors that it is meant to read. */
export const monitorLabels = { release: measuring } as const;

/** How often metrics are read. */
export const scrapeInterval = "30s";
