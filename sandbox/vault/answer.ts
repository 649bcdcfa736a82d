/** A request to the server, read. */
export interface Asked {
  method: string;
  /** Without `/v1/`. */
  path: string;
  query: URLSearchParams;
  body: Record<string, unknown>;
  token: string;
}

/** What the server answers. */
export interface Answer {
  status: number;
  body?: object;
}

/** An answer with data in it. */
export function data(content: object): Answer {
  return { status: 200, body: { data: content } };
}

/** An answer that says no. */
export function refusal(status: number, ...errors: string[]): Answer {
  return { status, body: { errors } };
}

/** An answer for what was done and has no result. */
export const done: Answer = { status: 204 };
