import { deepEqual, equal } from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { parsePsLine, type RunningProcess, runningProcesses } from "../../../src/operate/recover/running-processes.ts";
import {
  heldProblem,
  judgeLock,
  readLocks,
  removeLocks,
  type StateLock,
  stateFolder,
} from "../../../src/operate/recover/state-lock.ts";

const lock: StateLock = {
  path: "/state/lock.json",
  pid: 4711,
  username: "ann",
  hostname: "desk",
  timestamp: "2026-01-01T12:00:00.123456789Z",
};
const engine: RunningProcess = {
  pid: 4711,
  parent: 1,
  words: ["pulumi", "up"],
  started: new Date("2026-01-01T11:59:58Z"),
};

describe("a lock on the state", () => {
  const table: readonly (readonly [string, string, readonly RunningProcess[], string])[] = [
    ["its process runs", "desk", [engine], "alive"],
    ["its process is gone", "desk", [{ ...engine, pid: 4712 }], "dead"],
    ["its process's id belongs to another program", "desk", [{ ...engine, words: ["/usr/bin/vim"] }], "dead"],
    [
      "its process's id belongs to a younger engine",
      "desk",
      [{ ...engine, started: new Date("2026-01-01T13:00:00Z") }],
      "dead",
    ],
    [
      "the clock was set a little while its process ran",
      "desk",
      [{ ...engine, started: new Date("2026-01-01T12:00:30Z") }],
      "alive",
    ],
    [
      "the system does not tell when processes start",
      "desk",
      [{ pid: 4711, parent: 1, words: ["/opt/pulumi"] }],
      "alive",
    ],
    ["it was taken on another machine", "laptop", [], "elsewhere"],
  ];
  for (const [title, here, processes, verdict] of table) {
    it(`${title}: ${verdict}`, () => equal(judgeLock(lock, here, processes), verdict));
  }

  it("that is held is told with who, where, since when, and how to release it", () => {
    const problem = heldProblem(lock, "elsewhere", "prod");
    for (const part of ["ann@desk", "4711", "2026-01-01T12:00:00"]) equal(problem.message.includes(part), true, part);
    equal(problem.fix, "./imprun pulumi cancel --yes --stack prod");
  });

  it("is removed alone: a lock that was taken meanwhile stays", () => {
    const folder = mkdtempSync(join(tmpdir(), "locks-"));
    try {
      const write = (name: string) => writeFileSync(join(folder, name), JSON.stringify(lock));
      write("old.json");
      writeFileSync(join(folder, "old.json.attrs"), "{}");
      writeFileSync(join(folder, "half-written.json"), "{");
      const [old] = readLocks(folder);
      write("new.json");
      removeLocks([old!]);
      deepEqual(readdirSync(folder).sort(), ["half-written.json", "new.json"]);
      equal(existsSync(join(folder, "old.json")), false);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("is looked for where the file backend keeps it, and nowhere else", () => {
    equal(stateFolder("file:///var/state", "/checkout"), "/var/state");
    equal(stateFolder("file://./state?metadata=skip", "/checkout"), "/checkout/state");
    equal(stateFolder("file://~/state", "/checkout"), join(homedir(), "state"));
    equal(stateFolder("s3://bucket", "/checkout"), undefined);
    deepEqual(readLocks("/no/such/folder"), []);
    deepEqual(readLocks(undefined), []);
  });
});

describe("running processes", () => {
  it("include this one, with its program and its start", () => {
    const self = runningProcesses().find(({ pid }) => pid === process.pid);
    equal(self?.parent, process.ppid);
    equal((self?.started?.getTime() ?? 0) <= Date.now(), true);
  });

  it("are read from ps where there is no /proc", () => {
    const line = "  4711     1 S    Thu Jan  1 11:59:58 2026     /opt/bin/pulumi up --stack dev";
    deepEqual(parsePsLine(line)?.words, ["/opt/bin/pulumi", "up", "--stack", "dev"]);
    equal(parsePsLine(line)?.pid, 4711);
    equal(parsePsLine(line.replace(" S ", " Z ")), undefined);
    equal(parsePsLine(""), undefined);
  });
});
