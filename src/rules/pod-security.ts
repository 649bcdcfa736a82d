import { z } from "zod";
import { at, listAt, mapAt, mapsAt, textAt, textsAt } from "../core/fields.ts";
import type { Json, JsonObject } from "../core/json.ts";
import { tiers } from "../core/tier.ts";
import { celHas, celList } from "./cel.ts";
import { containerResources, containersOf, nameOf, podKinds, podOf, podVariables } from "./pods.ts";
import { type CheckContext, defineRule } from "./rule.ts";

/** Label of a namespace that says what its pods may do. */
const level = "pod-security.kubernetes.io/enforce";
const profiles = ["RuntimeDefault", "Localhost"] as const;
const volumes = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
  "image",
] as const;
/** Types of SELinux that confine a container as the runtime's own does. */
const confined = ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"] as const;
/** Settings of the kernel that are a pod's own. */
const sysctls = [
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.ping_group_range",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_rmem",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.tcp_wmem",
] as const;

/** What the Pod Security Standard `restricted` asks of pods, where their namespace asks for no less. */
export const podSecurity = defineRule({
  id: "pod-security",
  title: "Pods keep to the Pod Security Standard `restricted`.",
  why: "A program that is broken into can do what its pod may do: become root, write to the node, load into the kernel.",
  fix:
    "Set runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } and " +
    "seccompProfile: { type: RuntimeDefault }, or say `podSecurity` of an app that needs more.",
  kinds: podKinds,
  tiers,
  scope: "apps",
  sees: "object",
  parameters: z.strictObject({}),
  *check(object, context) {
    if (!isRestricted(context)) return;
    const pod = podOf(object);
    const faults = [...openings(mapAt(pod, "securityContext")), ...sysctlFaults(pod)];
    if (faults.length > 0) yield `the pod ${faults.join(", ")}`;
    for (const container of containersOf(object)) {
      const faults = containerFaults(container, pod);
      if (faults.length > 0) yield `${nameOf(container)} ${faults.join(", ")}`;
    }
    for (const volume of mapsAt(pod, "volumes")) {
      if (!volumes.some((kind) => kind in volume))
        yield `volume '${textAt(volume, "name")}' is of a kind that is not allowed`;
    }
  },
  admission: {
    expression: () => ({
      resources: containerResources,
      variables: {
        ...podVariables,
        restricted: `!has(namespaceObject.metadata.labels) || !('${level}' in namespaceObject.metadata.labels) || namespaceObject.metadata.labels['${level}'] == 'restricted'`,
        podNonRoot: `${celHas("variables.pod", "securityContext.runAsNonRoot")} && variables.pod.securityContext.runAsNonRoot`,
        podRoot: `${celHas("variables.pod", "securityContext.runAsUser")} && variables.pod.securityContext.runAsUser == 0`,
        podProfile: `${celHas("variables.pod", "securityContext.seccompProfile")} && variables.pod.securityContext.seccompProfile.type in ${celList(profiles)}`,
      },
      faults: `!variables.restricted ? [] : (${celSafe("variables.pod")} && ${sysctlExpression} ? [] : ["the pod is not restricted"]) + variables.all.filter(c, !(${containerExpression})).map(c, "container '" + c.name + "' is not restricted") + (has(variables.pod.volumes) ? dyn(variables.pod.volumes).filter(v, !(${volumes.map((kind) => `has(v.${kind})`).join(" || ")})).map(v, "volume '" + v.name + "' is of a kind that is not allowed") : [])`,
    }),
  },
});

const sysctlExpression = `(!(${celHas("variables.pod", "securityContext.sysctls")}) || variables.pod.securityContext.sysctls.all(s, s.name in ${celList(sysctls)}))`;

/** The same as `containerFaults`, for the API server: what has to hold for a container `c`. */
const containerExpression = [
  `(${celHas("c", "securityContext.runAsNonRoot")} ? c.securityContext.runAsNonRoot : variables.podNonRoot)`,
  `!(${celHas("c", "securityContext.runAsUser")} ? c.securityContext.runAsUser == 0 : variables.podRoot)`,
  `${celHas("c", "securityContext.allowPrivilegeEscalation")} && !c.securityContext.allowPrivilegeEscalation`,
  `${celHas("c", "securityContext.capabilities.drop")} && 'ALL' in c.securityContext.capabilities.drop`,
  `(!(${celHas("c", "securityContext.capabilities.add")}) || c.securityContext.capabilities.add.all(a, a == 'NET_BIND_SERVICE'))`,
  celSafe("c"),
  `(!(${celHas("c", "securityContext.procMount")}) || c.securityContext.procMount == 'Default')`,
  `(${celHas("c", "securityContext.seccompProfile")} ? c.securityContext.seccompProfile.type in ${celList(profiles)} : variables.podProfile)`,
].join(" && ");

function containerFaults(container: JsonObject, pod: Json | undefined): readonly string[] {
  const own = mapAt(container, "securityContext");
  const inherited = { ...mapAt(pod, "securityContext"), ...own };
  const profile = textAt(inherited, "seccompProfile", "type");
  const added = listAt(own, "capabilities", "add").filter((capability) => capability !== "NET_BIND_SERVICE");
  return [
    ...(inherited.runAsNonRoot === true ? [] : ["may run as root"]),
    ...(inherited.runAsUser === 0 ? ["runs as user 0"] : []),
    ...(own.allowPrivilegeEscalation === false ? [] : ["may gain privileges"]),
    ...(textsAt(own, "capabilities", "drop").includes("ALL") ? [] : ["keeps capabilities"]),
    ...(added.length === 0 ? [] : [`adds capabilities ${added.join(", ")}`]),
    ...(profiles.some((allowed) => allowed === profile) ? [] : ["has no seccomp profile"]),
    ...(own.procMount === undefined || own.procMount === "Default" ? [] : ["sees more of /proc"]),
    ...openings(own),
  ];
}

/** What neither a pod nor one of its containers may ask for. */
function openings(context: JsonObject): readonly string[] {
  const { type = "", user = "", role = "" } = mapAt(context, "seLinuxOptions");
  const isConfined = confined.some((allowed) => allowed === type) && user === "" && role === "";
  return [
    ...(at(context, "appArmorProfile", "type") === "Unconfined" ? ["turns AppArmor off"] : []),
    ...(isConfined ? [] : ["has SELinux options of its own"]),
    ...(at(context, "windowsOptions", "hostProcess") === true ? ["is a process of the host"] : []),
  ];
}

/** The same for the API server: what has to hold for a pod or a container. */
function celSafe(root: string): string {
  const context = `${root}.securityContext`;
  const linux = `${context}.seLinuxOptions`;
  return [
    `(!(${celHas(root, "securityContext.appArmorProfile")}) || ${context}.appArmorProfile.type != 'Unconfined')`,
    `(!(${celHas(root, "securityContext.seLinuxOptions")}) || ((!has(${linux}.type) || ${linux}.type in ${celList(confined)}) && ` +
      `(!has(${linux}.user) || ${linux}.user == '') && (!has(${linux}.role) || ${linux}.role == '')))`,
    `(!(${celHas(root, "securityContext.windowsOptions.hostProcess")}) || !${context}.windowsOptions.hostProcess)`,
  ].join(" && ");
}

function sysctlFaults(pod: Json | undefined): readonly string[] {
  const names = mapsAt(pod, "securityContext", "sysctls").map((sysctl) => textAt(sysctl, "name"));
  const others = names.filter((name) => !sysctls.some((allowed) => allowed === name));
  return others.length === 0 ? [] : [`sets ${others.join(", ")}`];
}

/** Whether a namespace asks for the strictest level; one that is not among the objects does. */
function isRestricted({ objects, namespace }: CheckContext): boolean {
  const own = objects.find(({ id }) => id === `Namespace/${namespace}`);
  const asked = at(own?.object, "metadata", "labels", level);
  return asked === undefined || asked === "restricted";
}
