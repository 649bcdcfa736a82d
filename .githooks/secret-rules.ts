import { literalPasswords, secretObjects } from "./yaml-rules.ts";

/** A place that looks like a secret. Never holds what was found there. */
export interface Finding {
  readonly file: string;
  /** Line, counted from 1. */
  readonly line: number;
  readonly rule: string;
  /** What it looks like. */
  readonly looksLike: string;
}

interface LineRule {
  readonly rule: string;
  readonly looksLike: string;
  readonly pattern: RegExp;
}

/** What gives itself away on one line, in a file of any kind. */
const lineRules: readonly LineRule[] = [
  { rule: "aws-access-key", looksLike: "an AWS access key", pattern: /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/ },
  {
    rule: "aws-secret-key",
    looksLike: "an AWS secret key",
    pattern: /aws_?secret_?(?:access_?)?key["']?\s*[:=]\s*["']?[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/i,
  },
  {
    rule: "github-token",
    looksLike: "a GitHub token",
    pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})/,
  },
  {
    rule: "slack-webhook",
    looksLike: "a Slack webhook",
    pattern: /hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9/]{20,}/,
  },
  { rule: "slack-token", looksLike: "a Slack token", pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{20,}/ },
  { rule: "age-key", looksLike: "an age secret key", pattern: /AGE-SECRET-KEY-1[0-9A-Z]{50,}/i },
  {
    rule: "jwt",
    looksLike: "a signed token (JWT)",
    pattern: /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/,
  },
  {
    rule: "kubeconfig",
    looksLike: "a client key of a kubeconfig",
    pattern: /\bclient-key-data["']?\s*:\s*["']?[A-Za-z0-9+/=]{16,}/,
  },
];

const keyHeader = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/;
const keyBody = /[A-Za-z0-9+/]{32,}/;

/** A comment with this mark and a reason, on the line or on the one above, lets the line pass. */
const allowed = /allow-secret:\s*\S/;

/** Every place of a text that looks like a secret, by line. */
export function findSecrets(file: string, text: string): readonly Finding[] {
  const lines = text.split("\n");
  const found = [
    ...lines.flatMap((line, index) => lineFindings(line, lines.slice(index + 1, index + 5), index)),
    ...(/\.ya?ml$/.test(file) ? literalPasswords(lines) : []),
    ...(/\.(ya?ml|json)$/.test(file) ? secretObjects(lines) : []),
  ];
  return found
    .filter(({ line }) => !allowed.test(`${lines[line - 2] ?? ""}\n${lines[line - 1] ?? ""}`))
    .sort((a, b) => a.line - b.line)
    .map((finding) => ({ file, ...finding }));
}

function lineFindings(line: string, next: readonly string[], index: number): readonly Omit<Finding, "file">[] {
  const found = lineRules.filter(({ pattern }) => pattern.test(line));
  const header = keyHeader.exec(line);
  // The header alone gives nothing away: a program may well compare with it.
  const key =
    header !== null && keyBody.test([line.slice(header.index + header[0].length), ...next].join("\n"))
      ? [{ rule: "private-key", looksLike: "a private key" }]
      : [];
  return [...found, ...key].map(({ rule, looksLike }) => ({ line: index + 1, rule, looksLike }));
}
