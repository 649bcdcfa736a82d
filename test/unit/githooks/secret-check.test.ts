import { equal } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findSecrets } from "../../../.githooks/secret-rules.ts";

// Every fake is put together here, so that this file holds nothing that the check refuses.
const letters = (count: number) => "Ab3dEf7h".repeat(Math.ceil(count / 8)).slice(0, count);
const upper = (count: number) => "ABCD2345".repeat(Math.ceil(count / 8)).slice(0, count);
const fakes: Readonly<Record<string, readonly [file: string, text: string]>> = {
  "private-key": ["a.txt", `-----BEGIN RSA ${"PRIVATE"} KEY-----\n${letters(64)}\n`],
  "aws-access-key": ["a.ts", `const key = "AK${"IA"}${upper(16)}";`],
  "aws-secret-key": ["credentials", `aws_secret_access_key = ${letters(40)}`],
  "github-token": ["a.md", `ghp${"_"}${letters(36)}`],
  "slack-webhook": ["a.yaml", `url: https://hooks.slack${".com"}/services/T0/B0/${letters(24)}`],
  "slack-token": ["a.sh", `xoxb${"-"}${letters(24)}`],
  "age-key": ["a.txt", `AGE-SECRET${"-KEY-"}1${upper(58)}`],
  jwt: ["a.json", `"eyJ${letters(20)}.${"eyJ"}${letters(20)}.${letters(20)}"`],
  kubeconfig: ["a.yaml", `    client-key${"-data"}: ${letters(40)}`],
  password: ["values.yaml", `  rootPass${"word"}: ${letters(12)}`],
  "kubernetes-secret": ["a.yaml", `apiVersion: v1\nkind: ${"Secret"}\ndata:\n  user: ${letters(12)}\n`],
};

describe("secret check", () => {
  for (const [rule, [file, text]] of Object.entries(fakes)) {
    it(`finds: ${rule}`, () => {
      const found = findSecrets(file, `first line\n${text}`).map((finding) => finding.rule);
      equal(found.join(), rule);
    });
  }

  it("names file and line, and never what it found", () => {
    const value = letters(12);
    const [finding] = findSecrets("values.yaml", `a: 1\n\nauth: { user: me, pass${"word"}: ${value} }`);
    equal(finding?.file, "values.yaml");
    equal(finding?.line, 3);
    equal(JSON.stringify(finding).includes(value), false);
  });

  for (const [what, value] of Object.entries({
    "no value": "",
    "an empty text": '""',
    "a template": "{{ .Values.password }}",
    "a template in quotes": '"{{ .Values.password }}"',
    "a template in a text": '"user:{{ .password }}@host"',
    "a template in a flow map": '"{{ .a }}", other: { b: c } }',
    "a workflow's expression": "$" + "{{ secrets.PASSWORD }}",
    "a variable": "$PASSWORD",
    "a place holder": "<your password>",
    "an encrypted value": "ENC[AES256_GCM,data:abc]",
    "an access level": "write",
    "a truth value": "true # comment",
  })) {
    it(`lets pass: ${what} as a password`, () => {
      equal(findSecrets("values.yaml", `auth:\n  password: ${value}`).length, 0);
    });
  }

  it("lets pass: references, a Secret made by a template, a key's header alone, names in code", () => {
    const texts = [
      "auth:\n  passwordSecretName: mongodb\n  existingSecret: mongodb\n",
      "data: [{ secretKey: root-password, remoteRef: { key: demo/dev/db } }]\n",
      `kind: ${"Secret"}\ndata:\n  key: {{ .Values.key | b64enc }}\n`,
      `kind: ConfigMap\ndata:\n  key: value\n---\nkind: ${"Secret"}\ntype: Opaque\n`,
      `if (text.startsWith("-----BEGIN ${"PRIVATE"} KEY-----")) return;\n`,
    ];

    for (const text of texts) equal(findSecrets("templates/a.yaml", text).length, 0, text);
    equal(findSecrets("a.ts", `const password: string = read();`).length, 0);
  });

  it("finds every line of a Secret's data, in the document that holds it", () => {
    const text = `kind: ConfigMap\ndata:\n  a: b\n---\nkind: ${"Secret"}\nstringData:\n  a: b\n  c: d\nmetadata:\n  name: x\n`;
    equal(
      findSecrets("a.yaml", text)
        .map(({ line }) => line)
        .join(),
      "7,8",
    );
  });

  it("lets a line pass that says why it is no secret", () => {
    const line = `pass${"word"}: ${letters(12)}`;
    equal(findSecrets("a.yaml", `${line} # allow-secret: a fixture`).length, 0);
    equal(findSecrets("a.yaml", `# allow-secret: a fixture\n${line}`).length, 0);
    equal(findSecrets("a.yaml", `${line} # allow-secret:`).length, 1);
  });
});

describe("pre-commit hook", () => {
  let folder = "";
  const git = (...args: readonly string[]) =>
    spawnSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
      cwd: folder,
      encoding: "utf8",
      env: { PATH: process.env.PATH, HOME: folder },
    });

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "hook-"));
    cpSync(".githooks", join(folder, ".githooks"), { recursive: true });
    git("init", "--quiet");
    // The hook looks for the pinned Node in the checkout.
    mkdirSync(join(folder, "node_modules", ".bin"), { recursive: true });
    symlinkSync(process.execPath, join(folder, "node_modules", ".bin", "node"));
    writeFileSync(join(folder, ".gitignore"), "node_modules\n");
    git("config", "core.hooksPath", ".githooks");
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it("refuses what is staged, and tells where without the value", () => {
    const value = letters(12);
    writeFileSync(join(folder, "values.yaml"), `auth:\n  pass${"word"}: ${value}\n`);
    git("add", "values.yaml");
    // Only the staged content counts: mending the file without staging it changes nothing.
    writeFileSync(join(folder, "values.yaml"), "auth: {}\n");
    const { status, stderr } = git("commit", "-m", "first");
    equal(status, 1);
    equal(stderr.includes("values.yaml:2: password:"), true, stderr);
    equal(stderr.includes(value), false);
  });

  it("lets a clean commit pass", () => {
    git("add", "values.yaml", ".gitignore");
    const { status, stderr } = git("commit", "-m", "first");
    equal(status, 0, stderr);
  });
});
