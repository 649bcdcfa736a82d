/** How a command ended: nothing to tell, something to look at, or it could not do or find out what was asked. */
export type Outcome = "fine" | "findings" | "failed";

/** The exit code of each outcome. */
export const exitCodes: Readonly<Record<Outcome, number>> = { fine: 0, failed: 1, findings: 2 };

/** One part of a report. */
export type Section =
  | {
      readonly kind: "table";
      readonly title: string;
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly kind: "list"; readonly title: string; readonly items: readonly string[] }
  | {
      readonly kind: "text";
      readonly title: string;
      readonly text: string /** Language of the text, for highlighting. */;
      readonly language?: string;
    };

/** What a command has to say: plain data, shown the same on a terminal, in CI and in a pull request. Never holds a secret. */
export interface Report {
  readonly command: string;
  readonly stack?: string;
  readonly outcome: Outcome;
  /** The answer in one sentence. */
  readonly headline: string;
  readonly sections: readonly Section[];
  /** What standard output holds instead of the sections, for programs that read it as it is; the headline then goes beside it. */
  readonly stream?: string;
  /** The same for programs: plain data, which is printed as JSON. */
  readonly data: unknown;
}
