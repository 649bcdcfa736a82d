/* Runs in the first member after its files were copied. A lock that a killed backup left goes, too. */
load("/etc/mongodb/self.js");
if (process.env.POD_NAME.endsWith("-0")) {
  const admin = connectSelf();
  while (admin.adminCommand({ fsyncUnlock: 1 }).lockCount > 0);
  print("unlocked");
}
