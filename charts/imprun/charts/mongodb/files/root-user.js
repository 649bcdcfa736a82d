/*
 * Gives the root user the password of the mounted Secret, unless that is the one given before; returns it.
 * A rotated password reaches the database this way.
 */
// biome-ignore lint/correctness/noUnusedVariables: called by the scripts that load this file
function ensureRootUser(admin, before) {
  const user = process.env.MONGODB_USERNAME;
  const pwd = require("node:fs").readFileSync(process.env.MONGODB_PASSWORD_FILE, "utf8").trim();
  if (pwd === before) return pwd;
  if (admin.getUser(user)) admin.updateUser(user, { pwd, roles: ["root"] });
  else admin.createUser({ user, pwd, roles: ["root"] });
  print(`the password of ${user} is that of the Secret`);
  return pwd;
}
