import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** A machine with nothing on it but what a test puts there. */
export interface BareMachine {
  cache: string;
  /** The environment of a command on it: no downloads, an empty cache, and the programs put on PATH. */
  variables: NodeJS.ProcessEnv;
  /** Puts a shell script on PATH under this name. */
  put(name: string, script: string): Promise<void>;
  remove(): Promise<void>;
}

/** A new bare machine in a folder of its own. */
export async function bareMachine(): Promise<BareMachine> {
  const folder = await mkdtemp(path.join(tmpdir(), "sandbox-machine-"));
  const programs = path.join(folder, "bin");
  const cache = path.join(folder, "cache");
  await mkdir(programs);
  return {
    cache,
    variables: { PATH: programs, IMPRUN_CACHE: cache, IMPRUN_DOWNLOADS: "off", IMPRUN_PLUGINS: undefined },
    async put(name, script) {
      const file = path.join(programs, name);
      // The scripts themselves need the system's programs.
      await writeFile(file, `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}\n`);
      await chmod(file, 0o755);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A compiler whose programs are scripts that print `text`. It notes each of its calls in `calls`, if given. */
export function fakeCompiler(text: string, calls = "/dev/null"): string {
  return [
    `echo "$*" >> ${calls}`,
    'while [ "$1" != -o ]; do shift; done',
    "sleep 1",
    `printf '#!/bin/sh\\necho "${text}"\\n' > "$2"`,
  ].join("\n");
}
