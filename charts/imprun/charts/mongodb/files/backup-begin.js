/*
 * Runs in the first member before its files are copied: from then on they do not change, and what is copied can be opened. The
 * others go on without it, and it catches up afterwards; so it must not be the primary.
 */
load("/etc/mongodb/self.js");
if (process.env.POD_NAME.endsWith("-0")) {
  const admin = connectSelf();
  const { isWritablePrimary, hosts = [] } = admin.hello();
  if (isWritablePrimary && hosts.length > 1) {
    admin.adminCommand({ replSetStepDown: 120, secondaryCatchUpPeriodSecs: 30 });
    print("stepped down");
  }
  admin.adminCommand({ fsync: 1, lock: true });
  print("locked");
}
