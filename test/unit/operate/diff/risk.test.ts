import { deepEqual, equal } from "node:assert/strict";
import { compare } from "../../../../src/operate/diff/changes.ts";
import { judge } from "../../../../src/operate/diff/risk/risk.ts";
import { changeOf, rendered } from "../../../support/rendered.ts";

type Case = readonly [
  title: string,
  kind: string,
  before: string | undefined,
  after: string | undefined,
  found: string,
];

const claims = "spec: {replicas: 3, volumeClaimTemplates: [{metadata: {name: data}}]}";

/** What each change is judged as: its worst risk, and why. */
const cases: readonly Case[] = [
  ["a deleted volume claim", "PersistentVolumeClaim", "", undefined, "data loss: its volume goes with it"],
  ["a deleted namespace", "Namespace", "", undefined, "data loss: everything in it goes with it"],
  ["a deleted kind", "CustomResourceDefinition", "", undefined, "data loss: every object of its kind goes with it"],
  ["a deleted StatefulSet without volumes", "StatefulSet", "spec: {}", undefined, "rest: "],
  [
    "a deleted StatefulSet with volumes",
    "StatefulSet",
    claims,
    undefined,
    "data loss: its volumes stay behind, and nobody uses them",
  ],
  [
    "a deleted StatefulSet that takes its volumes along",
    "StatefulSet",
    `${claims.slice(0, -1)}, persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete}}`,
    undefined,
    "data loss: its volumes are deleted with it",
  ],
  [
    "fewer pods, whose volumes go with them",
    "StatefulSet",
    claims,
    `${claims.replace("3", "2").slice(0, -1)}, persistentVolumeClaimRetentionPolicy: {whenScaled: Delete}}`,
    "data loss: the volumes of the pods that go are deleted",
  ],
  [
    "a deleted PostgreSQL cluster",
    "Cluster",
    "{apiVersion: postgresql.cnpg.io/v1, spec: {instances: 3}}",
    undefined,
    "data loss: the database goes, with its volumes",
  ],
  ["a deleted cluster of another operator", "Cluster", "apiVersion: cluster.x-k8s.io/v1", undefined, "rest: "],
  [
    "other volumes of a StatefulSet",
    "StatefulSet",
    claims,
    claims.replace("data", "disk"),
    "replacement: spec.volumeClaimTemplates cannot be changed: it has to be deleted and made anew",
  ],
  [
    "another selector",
    "Deployment",
    "spec: {selector: {matchLabels: {app: a}}, replicas: 1}",
    "spec: {selector: {matchLabels: {app: b}}, replicas: 2}",
    "replacement: spec.selector cannot be changed: it has to be deleted and made anew",
  ],
  ["more pods", "Deployment", "spec: {replicas: 1}", "spec: {replicas: 2}", "rest: "],
  [
    "another template of a Job",
    "Job",
    "spec: {template: {spec: {containers: [{image: a}]}}}",
    "spec: {template: {spec: {containers: [{image: b}]}}}",
    "replacement: spec.template cannot be changed: it has to be deleted and made anew",
  ],
  [
    "another template of a Job that Helm runs as a hook",
    "Job",
    'metadata: {annotations: {"helm.sh/hook": pre-upgrade}}\nspec: {template: {a: 1}}',
    'metadata: {annotations: {"helm.sh/hook": pre-upgrade}}\nspec: {template: {a: 2}}',
    "rest: ",
  ],
  [
    "a Service that becomes headless",
    "Service",
    "spec: {ports: []}",
    "spec: {ports: [], clusterIP: None}",
    "replacement: spec.clusterIP cannot be changed: it has to be deleted and made anew",
  ],
  [
    "a larger volume claim",
    "PersistentVolumeClaim",
    "spec: {resources: {a: 1}}",
    "spec: {resources: {a: 2}}",
    "rest: ",
  ],
  [
    "a volume claim of another class",
    "PersistentVolumeClaim",
    "spec: {storageClassName: slow}",
    "spec: {storageClassName: fast}",
    "replacement: spec.storageClassName cannot be changed: it has to be deleted and made anew",
  ],
  [
    "another role in a binding",
    "RoleBinding",
    "roleRef: {name: reader}",
    "roleRef: {name: writer}",
    "replacement: roleRef cannot be changed: it has to be deleted and made anew",
  ],
  [
    "a ConfigMap that is locked",
    "ConfigMap",
    "{immutable: true, data: {a: b}}",
    "{immutable: true, data: {a: c}}",
    "replacement: data cannot be changed: it has to be deleted and made anew",
  ],
  [
    "another pod template",
    "Deployment",
    "spec: {replicas: 4, template: {a: 1}}",
    "spec: {replicas: 4, template: {a: 2}}",
    "restart: restarts 4 pods",
  ],
  [
    "a template of no pods",
    "Deployment",
    "spec: {replicas: 0, template: {a: 1}}",
    "spec: {replicas: 0, template: {a: 2}}",
    "rest: ",
  ],
  [
    "a template of every node's pod",
    "DaemonSet",
    "spec: {template: {a: 1}}",
    "spec: {template: {a: 2}}",
    "restart: restarts its pods, one on every node",
  ],
  [
    "pods that are replaced by hand",
    "StatefulSet",
    "spec: {updateStrategy: {type: OnDelete}, template: {a: 1}}",
    "spec: {updateStrategy: {type: OnDelete}, template: {a: 2}}",
    "restart: 1 pod will be others once they are deleted by hand",
  ],
];

describe("what a change may bring about", () => {
  for (const [title, kind, before, after, found] of cases) {
    it(`${title}: ${found}`, () => {
      const change = changeOf(kind, before, after);
      const [judged] = judge([change], [change.before ?? change.after!]);
      equal(`${judged?.risk}: ${judged?.reasons.join("; ")}`, found);
    });
  }

  it("counts the pods that an autoscaler keeps", () => {
    const target = "{kind: Deployment, name: main}";
    const scaler = rendered("HorizontalPodAutoscaler", `spec: {minReplicas: 6, scaleTargetRef: ${target}}`);
    const [before, after] = [
      rendered("Deployment", "spec: {template: {a: 1}}"),
      rendered("Deployment", "spec: {template: {a: 2}}"),
    ];
    const [judged] = judge(compare([before, scaler], [after, scaler]), [after, scaler]);
    deepEqual([judged?.reasons, judged?.pods], [["restarts 6 pods"], 6]);
  });

  it("is nothing for what stays in the cluster", () => {
    const kept = rendered("PersistentVolumeClaim", "", { retained: true });
    const once = rendered("CustomResourceDefinition", "", { installedOnce: true });
    deepEqual(
      judge(compare([kept, once], [])).map(({ risk, takesAway }) => [risk, takesAway]),
      [
        ["rest", false],
        ["rest", false],
      ],
    );
  });

  it("is told with the worst first, and with every reason", () => {
    const policy = "spec: {template: {spec: {hostNetwork: false}}}";
    const changes = compare(
      [rendered("ConfigMap", "data: {a: b}"), rendered("Deployment", policy), rendered("PersistentVolumeClaim", "")],
      [rendered("ConfigMap", "data: {a: c}"), rendered("Deployment", policy.replace("false", "true"))],
    );
    deepEqual(
      judge(changes).map(({ id, risk, reasons }) => [id, risk, reasons]),
      [
        ["shop/PersistentVolumeClaim/main", "data loss", ["its volume goes with it"]],
        ["shop/Deployment/main", "restart", ["restarts 1 pod", "its pods use the network of the node"]],
        ["shop/ConfigMap/main", "rest", []],
      ],
    );
  });
});
