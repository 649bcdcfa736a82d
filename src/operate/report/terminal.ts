/** Where a command tells how it gets on: standard error, so that standard output holds the report alone. */
export interface Terminal {
  /** Colours are welcome. */
  readonly coloured: boolean;
  /** Somebody is there to answer a question. */
  readonly interactive: boolean;
  /** One line of progress. */
  say(line: string): void;
}

/** The terminal of this process: no colours where NO_COLOR is set or nobody looks. */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr, env } = process;
  return {
    coloured: stdout.isTTY === true && (env.NO_COLOR ?? "") === "",
    interactive: stdin.isTTY === true && stderr.isTTY === true && env.CI === undefined,
    say: (line) => void stderr.write(`${line}\n`),
  };
}
