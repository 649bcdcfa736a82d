/** The command that users type: every message that says what to run next starts with it. */
export const command = "./imprun";

/** The variable that moves the folder which is kept between runs. */
export const cacheVariable = "IMPRUN_CACHE";

/** The name of that folder below the user's cache folder. */
export const cacheName = "imprun-platform";

/** Environment variable in which the launcher says where it was called, if that is a project of its own: the folder of Pulumi.yaml. */
export const projectVariable = "PLATFORM_PROJECT";
