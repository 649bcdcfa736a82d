import assert from "node:assert/strict";
import { findHelm, one, render } from "./rendering.ts";
import { type Member, ReplicaSetShell } from "./replica-set-shell.ts";

/** The files that a member's pod sees, from the rendered chart. */
function files(replicas: number): Record<string, string> {
  const data = one(render("prod", { "mongodb.replicaCount": replicas }), "ConfigMap", "imprun-mongodb").data ?? {};
  return Object.fromEntries(Object.entries(data).map(([name, text]) => [`/etc/mongodb/${name}`, text]));
}

const host = (ordinal: number) => `imprun-mongodb-${ordinal}.imprun-mongodb-members.imprun-system.svc:27017`;
const hosts = (count: number) => Array.from({ length: count }, (_, ordinal) => host(ordinal));
const config = (count: number) => ({ version: 1, members: hosts(count).map((it, _id) => ({ _id, host: it })) });
const fresh: Member = {};
const inSet: Member = { setName: "rs0" };

describe("imprun chart: the container that keeps the replica set", () => {
  before(findHelm);

  const shell = (ordinal: number, replicas: number, self: Member, others: Record<string, Member | undefined>) =>
    new ReplicaSetShell({ pod: `imprun-mongodb-${ordinal}`, files: files(replicas), self, others });

  it("initiates once, from the first member, with all members, when all answer and are new", () => {
    const it = shell(0, 3, fresh, { [host(1)]: fresh, [host(2)]: fresh });
    it.run(3);
    assert.deepEqual(it.commands, [
      { replSetInitiate: { _id: "rs0", members: hosts(3).map((name, _id) => ({ _id, host: name })) } },
    ]);
  });

  it("signs in with the key file, not with a password", () => {
    const it = shell(0, 3, fresh, { [host(1)]: fresh, [host(2)]: fresh });
    it.run(1);
    assert.match(it.connections[0] ?? "", /^mongodb:\/\/__system:a%2Fkey%2B@127\.0\.0\.1:27017\/.*authSource=local$/);
  });

  it("leaves initiation to the first member", () => {
    const it = shell(1, 3, fresh, { [host(0)]: fresh, [host(2)]: fresh });
    it.run(2);
    assert.deepEqual(it.commands, []);
  });

  it("waits while a member does not answer", () => {
    const it = shell(0, 3, fresh, { [host(1)]: fresh, [host(2)]: undefined });
    it.run(2);
    assert.deepEqual(it.commands, []);
    assert.deepEqual(it.output, ["initiating: MongoServerSelectionError"], "said once");
  });

  it("starts no second set when its volume was lost", () => {
    const it = shell(0, 3, fresh, { [host(1)]: inSet, [host(2)]: inSet });
    it.run(1);
    assert.deepEqual(it.commands, []);
    assert.match(it.output[0] ?? "", /already belongs to rs0/);
  });

  it("creates the root user, and gives it a rotated password without a restart", () => {
    const it = shell(0, 3, { ...inSet, isWritablePrimary: true, me: host(0), config: config(3) }, {});
    it.run(2);
    it.files["/run/secrets/mongodb/root-password"] = "second\n";
    it.run(2);
    assert.deepEqual(it.users, [
      ["create", "root", "first"],
      ["update", "root", "second"],
    ]);
    assert.ok(!it.output.join().match(/first|second/), "a password was printed");
  });

  it("adds members one at a time when there are to be more", () => {
    const it = shell(0, 5, { ...inSet, isWritablePrimary: true, me: host(0), config: config(3) }, {});
    it.run(1);
    assert.deepEqual(it.memberHosts(), hosts(4));
    it.run(2);
    assert.deepEqual(it.memberHosts(), hosts(5));
    assert.equal(it.commands.filter((command) => "replSetReconfig" in command).length, 2);
  });

  it("removes members one at a time when there are to be fewer, itself never", () => {
    const it = shell(4, 3, { ...inSet, isWritablePrimary: true, me: host(4), config: config(5) }, {});
    it.run(4);
    assert.deepEqual(it.memberHosts(), [...hosts(3), host(4)]);
  });

  it("does nothing on a secondary", () => {
    const it = shell(1, 5, { ...inSet, secondary: true, me: host(1), config: config(3) }, {});
    it.run(2);
    assert.deepEqual([it.commands, it.users], [[], []]);
  });

  it("holds the first member still while it is backed up, which is not the primary then", () => {
    const [stepDown, lock] = [
      { replSetStepDown: 120, secondaryCatchUpPeriodSecs: 30 },
      { fsync: 1, lock: true },
    ];
    const begun = (ordinal: number, self: Member) => {
      const it = shell(ordinal, 3, { ...inSet, hosts: hosts(3), ...self }, {});
      it.runOnce("backup-begin.js");
      return it.commands;
    };
    assert.deepEqual(begun(0, { isWritablePrimary: true }), [stepDown, lock]);
    assert.deepEqual(begun(0, { secondary: true }), [lock]);
    assert.deepEqual(begun(0, { isWritablePrimary: true, hosts: hosts(1) }), [lock]);
    assert.deepEqual(begun(1, { isWritablePrimary: true }), []);
  });

  it("lets it go on afterwards, whatever locks there are", () => {
    const it = shell(0, 3, { ...inSet, secondary: true }, {});
    it.runOnce("backup-end.js");
    assert.deepEqual(it.commands, [{ fsyncUnlock: 1 }]);
    const other = shell(2, 3, inSet, {});
    other.runOnce("backup-end.js");
    assert.deepEqual(other.commands, []);
  });

  it("tells Velero what to run before and after, and to copy no key", () => {
    const set = one(render("prod"), "StatefulSet", "imprun-mongodb").spec?.template;
    const annotations = set?.metadata?.annotations ?? {};
    const containers = set?.spec?.containers.map(({ name }) => name) ?? [];
    for (const [when, script] of Object.entries({ pre: "backup-begin.js", post: "backup-end.js" })) {
      const command: unknown[] = JSON.parse(annotations[`${when}.hook.backup.velero.io/command`] ?? "[]");
      assert.equal(files(3)[String(command.at(-1))] !== undefined, true, script);
      assert.equal(String(command.at(-1)), `/etc/mongodb/${script}`);
      assert.equal(containers.includes(annotations[`${when}.hook.backup.velero.io/container`] ?? ""), true);
    }
    assert.equal(annotations["backup.velero.io/backup-volumes-excludes"], "tmp,key");
  });
});
