/** The command that users type: every message that says what to run next starts with it. */
export const command = "./imprun";

/** The variable that moves the folder which is kept between runs. */
export const cacheVariable = "IMPRUN_CACHE";

/** The name of that folder below the user's cache folder. */
export const cacheName = "imprun-platform";
