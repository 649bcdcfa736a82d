/**
 * What other components come after where it is installed: the network, without which no pod becomes ready, and the
 * monitoring kinds, without which the API server refuses a monitor.
 */
export const foundation: readonly string[] = ["prometheus-operator-crds", "cilium"];
