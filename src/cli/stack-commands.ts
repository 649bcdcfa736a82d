import { secretCommands } from "./secret-commands.ts";
import { type StackCommand, texts } from "./stack-command.ts";

const save = { "--save <file>": "write the whole report into a file as well, however long" };
const acknowledge = { "--acknowledge <object...>": "objects that may be deleted or replaced, as `diff` names them" };

/** Every command on a stack, in the order in which a newcomer meets them. */
export const stackCommands: readonly StackCommand[] = [
  {
    name: "plan",
    summary: "show what would be created, in order and with the values; needs neither engine nor cluster",
    examples: ["--stack dev", "--stack prod --json", "--stack dev --set apps.web.values.replicaCount=2"],
    run: async (context) => (await import("../operate/plan.ts")).planReport(context),
  },
  {
    name: "preview",
    summary: "show what `up` would change; exit code 2 if there is something",
    examples: ["--stack staging", "--stack prod --markdown"],
    options: save,
    run: async (context) => (await import("../operate/preview.ts")).previewReport(context),
  },
  {
    name: "up",
    summary: "create or change everything that the stack file says, and check that it came up",
    examples: ["--stack dev --yes", "--stack prod --check-images"],
    changes: true,
    options: { "--check-images": "ask the registries first whether every image is there", ...acknowledge },
    run: async (context, { checkImages, acknowledge }) =>
      (await import("../operate/up.ts")).upReport(context, {
        checkImages: checkImages === true,
        acknowledged: texts(acknowledge),
      }),
  },
  {
    name: "status",
    summary: "show releases, workloads, secrets' names and ages, and how to reach them",
    examples: ["--stack dev", "--stack dev --json"],
    run: async (context) => (await import("../operate/status.ts")).statusReport(context),
  },
  {
    name: "outputs",
    summary: "show the stack's outputs",
    examples: ["--stack dev --json"],
    run: async (context) => (await import("../operate/outputs.ts")).outputsReport(context),
  },
  {
    name: "render",
    summary: "show every object as it would be sent to the cluster, secrets masked, as one YAML stream",
    examples: ["--stack prod", "--stack prod --out .build/prod", "--stack prod --live --json"],
    options: {
      "--out <folder>": "write one file for each object into a folder instead",
      "--live": "ask the cluster for its version and kinds, and for what templates look up",
    },
    run: async (context, { out, live }) =>
      (await import("../operate/render.ts")).renderReport(context, {
        live: live === true,
        ...(typeof out === "string" ? { out } : {}),
      }),
  },
  {
    name: "diff",
    summary:
      "compare the rendered objects with those of a git ref or of the cluster, grouped by what the changes may bring about; exit code 2 if they differ",
    examples: [
      "--stack prod --base main",
      "--stack prod --live",
      "--stack prod --base HEAD~1 --markdown --save .build/diff.md",
    ],
    options: {
      "--base <ref>": "git ref to compare with, as it was when this branch left it (default: HEAD)",
      "--live": "compare with the cluster instead: what applying would change there; nothing is stored",
      ...acknowledge,
      "--gate": "exit code 2 only for what must be acknowledged and is not",
      ...save,
    },
    run: async (context, { base, live, acknowledge, gate }) =>
      (await import("../operate/diff.ts")).diffReport(context, {
        ...(typeof base === "string" ? { base } : {}),
        live: live === true,
        acknowledged: texts(acknowledge),
        gate: gate === true,
      }),
  },
  {
    name: "check",
    summary: "hold every rendered object against the rules; exit code 2 if one is broken",
    examples: ["--stack prod", "--stack prod --rule image-tag", "--stack prod --markdown"],
    options: {
      "--rule <id>": "only this rule",
      "--day <YYYY-MM-DD>": "day that exceptions are held against (default: today)",
      ...save,
    },
    run: async (context, { rule, day }) =>
      (await import("../operate/check.ts")).checkReport(context, {
        ...(typeof rule === "string" ? { rule } : {}),
        ...(typeof day === "string" ? { day } : {}),
      }),
  },
  {
    name: "drift",
    summary:
      "compare the program, the state and the releases with reality, changing nothing; exit code 2 if they differ",
    examples: ["--stack prod", "--stack prod --json"],
    run: async (context) => (await import("../operate/drift.ts")).driftReport(context),
  },
  {
    name: "record-drift",
    summary: "keep in the cluster how `drift` ended, where monitoring finds it and tells people",
    examples: ["--stack prod --exit-code 2 --yes"],
    changes: true,
    options: { "--exit-code <code>": "what `drift` ended with: 0, 2, or anything else if it could not tell" },
    run: async (context, { exitCode }) =>
      (await import("../operate/record-drift.ts")).recordDriftReport(context, String(exitCode ?? "")),
  },
  ...secretCommands,
  {
    name: "export",
    summary: "write the rendered objects of one or several stacks as a kustomize tree, for Argo CD or kubectl",
    examples: [
      "--stack prod --out deploy",
      "--stack staging,prod --out deploy",
      "--stack prod --out deploy --cert controller.pem",
    ],
    options: {
      "--out <folder>": "the folder that becomes the tree: empty, or an earlier export",
      "--cert <file>": "the sealed-secrets controller's certificate: Secrets are sealed as the cluster has them",
    },
    run: async (context, { out, cert }) =>
      (await import("../operate/export.ts")).exportReport(context, {
        ...(typeof out === "string" ? { out } : {}),
        ...(typeof cert === "string" ? { cert } : {}),
      }),
  },
  {
    name: "down",
    summary: "destroy everything that the stack created",
    examples: ["--stack dev --yes"],
    changes: true,
    run: async (context) => (await import("../operate/down.ts")).downReport(context),
  },
];
