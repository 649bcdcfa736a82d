import { UserError } from "../../core/problem.ts";

/** How a registry is asked. */
export interface Asked {
  /** Limit of one request, in seconds. */
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/** One request. */
export interface Request {
  readonly method: "HEAD" | "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: URLSearchParams;
}

/** What the system calls the troubles that somebody can do something about. */
const troubles: Readonly<Record<string, string>> = {
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "the host's name cannot be looked up",
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection reset",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
  UND_ERR_SOCKET: "connection reset",
  ERR_SSL_WRONG_VERSION_NUMBER: "the host does not speak TLS",
  CERT_HAS_EXPIRED: "the host's certificate has expired",
};

/** Codes of certificates that nobody here vouches for. */
const untrusted = /^(DEPTH_ZERO_)?SELF_SIGNED_CERT|^UNABLE_TO_(VERIFY|GET_ISSUER)|^ERR_TLS_CERT_ALTNAME/;

/**
 * Makes one request over HTTP.
 * @throws Error with why there is no answer, and UserError if somebody stopped it.
 */
export async function ask(
  url: string,
  { method, headers, body }: Request,
  { seconds, signal }: Asked,
): Promise<Response> {
  const limit = AbortSignal.timeout(seconds * 1000);
  try {
    return await fetch(url, {
      method,
      headers: { ...headers },
      signal: AbortSignal.any([signal, limit]),
      ...(body === undefined ? {} : { body }),
    });
  } catch (error) {
    if (signal.aborted) throw new UserError("Stopped.", []);
    if (limit.aborted) throw new Error(`no answer within ${seconds} s`);
    throw new Error(whyOf(error), { cause: error });
  }
}

function whyOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (untrusted.test(code))
    return `the host's certificate is not trusted (${code}); NODE_EXTRA_CA_CERTS names a file of further authorities`;
  return troubles[code] ?? (cause instanceof Error ? cause.message : String(cause));
}
