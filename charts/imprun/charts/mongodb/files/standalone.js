/* Runs in mongosh against a server that listens on loopback only, before the real one starts. */
load("/etc/mongodb/root-user.js");
ensureRootUser(db.getSiblingDB("admin"), "");
