/* The addresses of members, and the one beside this container. */
const address = (host, user) => `mongodb://${user}${host}/?directConnection=true&serverSelectionTimeoutMS=5000`;

// biome-ignore lint/correctness/noUnusedVariables: called by the scripts that load this file
function connectSelf() {
  /* A list of one or two keys, each in quotes; the server takes either. */
  const [, first] = require("node:fs").readFileSync("/run/mongodb/keyfile", "utf8").split('"');
  const key = encodeURIComponent(first);
  const mongo = new Mongo(`${address("127.0.0.1:27017", `__system:${key}@`)}&authSource=local`);
  return mongo.getDB("admin");
}
