/*
 * Runs in mongosh beside every member, for as long as it lives: initiates the set once, then lets the primary keep the
 * members that the chart asks for and the root user's password. It signs in as the internal user of the key file, so it
 * depends neither on a root user that does not exist yet nor on a password that has just been rotated.
 */
load("/etc/mongodb/root-user.js");
load("/etc/mongodb/self.js");

const wanted = () => JSON.parse(require("node:fs").readFileSync("/etc/mongodb/members.json", "utf8"));

/* A set may be initiated only when every member answers and none belongs to one: a first member whose volume was lost
 * must wait to be taken back by the others, not start a second set beside them. */
function allAreNew(hosts) {
  for (const host of hosts) {
    const peer = new Mongo(address(host, ""));
    const hello = peer.getDB("admin").hello();
    peer.close();
    if (hello.setName) {
      print(`${host} already belongs to ${hello.setName}: waiting to be taken in`);
      return false;
    }
  }
  return true;
}

function initiate(admin) {
  const hosts = wanted();
  if (!hosts[0].startsWith(`${process.env.POD_NAME}.`) || !allAreNew(hosts.slice(1))) return;
  const members = [];
  for (const host of hosts) members.push({ _id: members.length, host });
  admin.adminCommand({ replSetInitiate: { _id: process.env.REPLICA_SET, members } });
  print(`initiated ${process.env.REPLICA_SET} with ${hosts.join(", ")}`);
}

/* One voting member may change at a time; the next round does the next one. The primary never removes itself. */
function keepMembers(admin, self) {
  const { config } = admin.adminCommand({ replSetGetConfig: 1 });
  const hosts = wanted();
  const missing = hosts.find((host) => !config.members.some((member) => member.host === host));
  const gone = config.members.find((member) => member.host !== self && !hosts.includes(member.host));
  if (!missing && !gone) return;
  if (missing) config.members.push({ _id: Math.max(...config.members.map((member) => member._id)) + 1, host: missing });
  else config.members = config.members.filter((member) => member !== gone);
  config.version += 1;
  admin.adminCommand({ replSetReconfig: config });
  print(missing ? `added ${missing}` : `removed ${gone.host}`);
}

let admin;
let password = "";
let state = "";
for (;;) {
  let phase = "connecting";
  try {
    admin ??= connectSelf();
    const hello = admin.hello();
    if (!hello.setName) {
      phase = "initiating";
      initiate(admin);
    } else if (hello.isWritablePrimary) {
      phase = "setting the root user";
      password = ensureRootUser(admin, password);
      phase = "keeping the members";
      keepMembers(admin, hello.me);
    }
    phase = "done";
  } catch (error) {
    /* The name only: a message may quote a connection string. */
    phase = `${phase}: ${error.codeName ?? error.name}`;
  }
  if (phase !== state && phase !== "done") print(phase);
  state = phase;
  sleep(5000);
}
