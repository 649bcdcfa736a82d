import { type StackCommand, texts } from "./stack-command.ts";

/** The commands that make and keep values of secrets. */
export const secretCommands: readonly StackCommand[] = [
  {
    name: "seal",
    summary: "encrypt the values that a stack keeps in git and does not hold yet (sealed-secrets, sops)",
    examples: [
      "--stack staging",
      "--stack staging --given githubClientId=id.txt",
      "--stack staging --rotate web-session",
    ],
    options: {
      "--given <key=file...>": "value of a given secret, read from a file instead of typed",
      "--rotate <secret...>": "secrets whose values are made and asked for anew",
      "--cert <file>": "the controller's certificate, instead of the one that the cluster shows (sealed-secrets)",
    },
    run: async (context, { given, rotate, cert }) =>
      (await import("../operate/seal/seal.ts")).sealReport(context, {
        given: texts(given),
        rotate: texts(rotate),
        ...(typeof cert === "string" ? { cert } : {}),
      }),
  },
  {
    name: "rotate",
    summary: "make new values for secrets, restart exactly those who read them, and prove it",
    takes: ["<secret...>", "names of the Secrets, as `status` shows them"],
    examples: [
      "web-session --stack prod",
      "web-github --stack staging --given githubClientSecret=secret.txt --yes",
      "web-session --stack prod --drop-previous --yes",
    ],
    changes: true,
    options: {
      "--given <key=file...>": "new value of a given secret, read from a file instead of typed",
      "--drop-previous": "do not accept the values before any longer, not even where keepPrevious says so",
      "--cert <file>": "the controller's certificate, instead of the one that the cluster shows (sealed-secrets)",
    },
    run: async (context, { given, dropPrevious, cert }, names) =>
      (await import("../operate/rotate.ts")).rotateReport(context, names, {
        given: texts(given),
        dropPrevious: dropPrevious === true,
        ...(typeof cert === "string" ? { cert } : {}),
      }),
  },
];
