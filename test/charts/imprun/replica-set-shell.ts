import { createContext, Script } from "node:vm";

interface Config {
  version: number;
  members: { _id: number; host: string }[];
}

/** What a member answers to `hello`, and the set's configuration when it has one. */
export interface Member {
  readonly setName?: string;
  readonly isWritablePrimary?: boolean;
  readonly secondary?: boolean;
  readonly me?: string;
  readonly hosts?: readonly string[];
  readonly config?: Config;
}

interface Setting {
  readonly pod: string;
  readonly files: Record<string, string>;
  readonly self: Member;
  /** Members at their hosts; an undefined one does not answer. */
  readonly others: Readonly<Record<string, Member | undefined>>;
}

class EndOfRun extends Error {}

/** As much of mongosh as the chart's scripts use, against members that exist on paper. */
export class ReplicaSetShell {
  readonly files: Record<string, string>;
  readonly commands: Record<string, unknown>[] = [];
  readonly users: [action: string, user: string, password: string][] = [];
  readonly connections: string[] = [];
  readonly output: string[] = [];
  #self: Member;
  #rounds = 0;
  readonly #setting: Setting;
  readonly #resume: { password: string; state: string } = { password: "", state: "" };

  constructor(setting: Setting) {
    this.#setting = setting;
    this.#self = setting.self;
    this.files = {
      "/run/mongodb/keyfile": '- "a/key+"\n- "the key before"\n',
      "/run/secrets/mongodb/root-password": "first\n",
      ...setting.files,
    };
  }

  /** Runs another script of the chart, to its end. */
  runOnce(script: string): void {
    new Script(this.#read(`/etc/mongodb/${script}`)).runInContext(createContext(this.#globals()));
  }

  /** Lets the script's loop run this many rounds; a later call goes on where this one ended. */
  run(rounds: number): void {
    this.#rounds = rounds;
    const context = createContext(this.#globals());
    try {
      new Script(this.#source()).runInContext(context);
    } catch (error) {
      if (!(error instanceof EndOfRun)) throw error;
    }
  }

  /** Hosts of the set's configuration, in order. */
  memberHosts(): string[] {
    return this.#self.config?.members.map(({ host }) => host) ?? [];
  }

  #source(): string {
    const { password, state } = this.#resume;
    return (this.files["/etc/mongodb/replica-set.js"] ?? "")
      .replace('let password = "";', `let password = ${JSON.stringify(password)};`)
      .replace('let state = "";', `let state = ${JSON.stringify(state)};`)
      .replace("sleep(5000)", "sleep(5000, password, state)");
  }

  #globals(): object {
    const globals = {
      process: {
        env: {
          POD_NAME: this.#setting.pod,
          REPLICA_SET: "rs0",
          MONGODB_USERNAME: "root",
          MONGODB_PASSWORD_FILE: "/run/secrets/mongodb/root-password",
        },
      },
      require: () => ({ readFileSync: (path: string) => this.#read(path) }),
      load: (path: string) => new Script(this.#read(path)).runInContext(globals),
      print: (line: string) => this.output.push(line),
      sleep: (_milliseconds: number, password: string, state: string) => {
        Object.assign(this.#resume, { password, state });
        this.#rounds -= 1;
        if (this.#rounds === 0) throw new EndOfRun();
      },
      Mongo: this.#connector(),
    };
    return globals;
  }

  #read(path: string): string {
    const text = this.files[path];
    if (text === undefined) throw new Error(`${path} is not mounted`);
    return text;
  }

  #connector() {
    const shell = this;
    return class Mongo {
      readonly #address: string;

      constructor(uri: string) {
        this.#address = /^mongodb:\/\/(?:.*@)?([^/]+)\//.exec(uri)?.[1] ?? "";
        shell.connections.push(uri);
      }

      getDB() {
        return this.#address.startsWith("127.0.0.1") ? shell.#database() : { hello: () => shell.#hello(this.#address) };
      }

      close() {}
    };
  }

  #hello(host: string): Member {
    const member = this.#setting.others[host];
    if (member !== undefined) return member;
    const error = new Error(`connect ECONNREFUSED ${host}`);
    error.name = "MongoServerSelectionError";
    throw error;
  }

  #database() {
    const has = (user: string) => this.users.some(([, name]) => name === user);
    return {
      hello: () => this.#self,
      adminCommand: (command: Record<string, unknown>) => this.#command(command),
      getUser: (user: string) => (has(user) ? { user } : null),
      createUser: ({ user, pwd }: { user: string; pwd: string }) => this.users.push(["create", user, pwd]),
      updateUser: (user: string, { pwd }: { pwd: string }) => this.users.push(["update", user, pwd]),
    };
  }

  #command(command: Record<string, unknown>): object {
    if ("replSetGetConfig" in command) return { config: structuredClone(this.#self.config) };
    this.commands.push(JSON.parse(JSON.stringify(command)) as Record<string, unknown>);
    if ("replSetInitiate" in command) this.#self = { setName: "rs0", secondary: true };
    if ("replSetReconfig" in command) this.#self = { ...this.#self, config: command.replSetReconfig as Config };
    return { ok: 1 };
  }
}
