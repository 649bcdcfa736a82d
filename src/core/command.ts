/** The command that users type: every message that says what to run next starts with it. */
export const command = "./imprun";
