import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { UserError } from "../../core/problem.ts";

/** How somebody signs in to a registry: with a password, or with a token that a token is asked for with. */
export type Credentials =
  | { readonly kind: "password"; readonly username: string; readonly password: string }
  | { readonly kind: "identity"; readonly token: string };

/** Docker's own name for Docker Hub, which goes by several. */
const hubKey = "https://index.docker.io/v1/";
const hubHosts = ["docker.io", "index.docker.io", "registry-1.docker.io"];

/** Limit of a credential helper, in seconds. */
const helperSeconds = 10;

/** The user name under which helpers give an identity token. */
const tokenUser = "<token>";

const entry = z.object({
  auth: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  identitytoken: z.string().optional(),
});

const settings = z.object({
  auths: z.record(z.string(), entry).default({}),
  credHelpers: z.record(z.string(), z.string()).default({}),
  credsStore: z.string().optional(),
});

/**
 * What `docker login` left for a registry; nothing where nobody logged in.
 * @throws UserError if Docker's settings cannot be read, or the helper that they name cannot be asked.
 */
export async function credentialsFor(host: string): Promise<Credentials | undefined> {
  const path = join(process.env.DOCKER_CONFIG ?? join(homedir(), ".docker"), "config.json");
  if (!existsSync(path)) return undefined;
  const { auths, credHelpers, credsStore } = readSettings(path);
  const helper = Object.entries(credHelpers).find(([key]) => isSameHost(key, host))?.[1] ?? credsStore;
  if (helper !== undefined && helper !== "") return askHelper(helper, hubHosts.includes(host) ? hubKey : host, path);
  const found = Object.entries(auths).find(([key]) => isSameHost(key, host))?.[1];
  return found === undefined ? undefined : credentialsOf(found);
}

function readSettings(path: string): z.output<typeof settings> {
  try {
    return settings.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    // The reason could show what is in the file.
    throw new UserError("The registries' credentials cannot be read.", [
      { path, message: "is not what `docker login` writes; mend it, or move it away and log in anew" },
    ]);
  }
}

function isSameHost(key: string, host: string): boolean {
  const named = key.replace(/^https?:\/\//, "").replace(/\/.*$/, "");
  return named === host || (hubHosts.includes(named) && hubHosts.includes(host));
}

function credentialsOf({ auth, username, password, identitytoken }: z.output<typeof entry>): Credentials | undefined {
  if (identitytoken !== undefined && identitytoken !== "") return { kind: "identity", token: identitytoken };
  if (username !== undefined && password !== undefined) return { kind: "password", username, password };
  const [name = "", ...rest] = Buffer.from(auth ?? "", "base64")
    .toString()
    .split(":");
  return rest.length === 0 ? undefined : { kind: "password", username: name, password: rest.join(":") };
}

/** Asks a credential helper as Docker does: the registry on standard input, JSON on standard output. */
function askHelper(helper: string, server: string, path: string): Promise<Credentials | undefined> {
  const program = `docker-credential-${helper}`;
  return new Promise((resolve, reject) => {
    const options = { timeout: helperSeconds * 1000, killSignal: "SIGKILL" } as const;
    const child = execFile(program, ["get"], options, (error, stdout) => {
      if (error === null) return resolve(answerOf(stdout));
      if (/credentials not found/i.test(stdout)) return resolve(undefined);
      const missing = error.code === "ENOENT";
      const why = missing ? "is not on PATH" : `gave no credentials for ${server}`;
      reject(
        new UserError("The registries' credentials cannot be read.", [
          { path, message: `names ${program}, which ${why}` },
        ]),
      );
    });
    child.stdin?.on("error", () => {}).end(server);
  });
}

function answerOf(text: string): Credentials {
  const { Username, Secret } = z.object({ Username: z.string(), Secret: z.string() }).parse(JSON.parse(text));
  return Username === tokenUser
    ? { kind: "identity", token: Secret }
    : { kind: "password", username: Username, password: Secret };
}
