/** Where a command tells a person what it is doing. Standard output stays free for the JSON result. */
export interface Progress {
  /** Prints a line that stays. */
  say(line: string): void;
  /** Shows what goes on right now: replaced in place on a terminal, printed now and then elsewhere. */
  live(line: string): void;
}

const REPEAT_MS = 30_000;

/** Progress on the given stream: a live line on a terminal, plain lines in CI and in files. */
export function progressOn(stream: NodeJS.WriteStream): Progress {
  return stream.isTTY && !process.env.CI ? liveProgress(stream) : plainProgress(stream);
}

function liveProgress(stream: NodeJS.WriteStream): Progress {
  let shown = false;
  const clear = () => {
    if (shown) stream.write("\r\u001b[K");
    shown = false;
  };
  process.once("exit", clear);
  return {
    say(line) {
      clear();
      stream.write(`${line}\n`);
    },
    live(line) {
      clear();
      stream.write(line.slice(0, Math.max(20, stream.columns - 1)));
      shown = true;
    },
  };
}

function plainProgress(stream: NodeJS.WriteStream): Progress {
  let subject = "";
  let printedAt = 0;
  return {
    say(line) {
      stream.write(`${line}\n`);
    },
    live(line) {
      // The time in brackets changes every second; a new line is worth printing when something else has changed.
      const current = line.replace(/\([^)]*\)/g, "");
      if (current === subject && Date.now() - printedAt < REPEAT_MS) return;
      subject = current;
      printedAt = Date.now();
      stream.write(`${line}\n`);
    },
  };
}

/** A duration in words as short as they get: "8s", "1m20s". */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, "0")}s`;
}
