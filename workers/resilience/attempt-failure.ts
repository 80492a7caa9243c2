import { errors } from "undici";
import { ToolError } from "#common/errors.ts";

/** An attempt that ended without an HTTP answer. It may be retried, since every request only reads. */
export class AttemptFailure extends Error {
  readonly reason: "network" | "timeout";
  /** Node's or undici's code, such as `ECONNRESET`. */
  readonly code: string | undefined;
  /** Whether the connection failed after the answer had begun. */
  readonly isBrokenOff: boolean;
  /** The failure of a whole `$batch`, of which another request of the same workload has told the breaker. */
  readonly isBatchCopy: boolean;

  constructor(reason: "network" | "timeout", code?: string, { isBrokenOff = false, isBatchCopy = false } = {}) {
    super(reason === "timeout" ? "no complete answer in time" : "the connection failed");
    this.name = "AttemptFailure";
    this.reason = reason;
    this.code = code;
    this.isBrokenOff = isBrokenOff;
    this.isBatchCopy = isBatchCopy;
  }
}

const tooMuchStatuses: ReadonlySet<number> = new Set([500, 502, 504]);

/** Whether Graph fails as at a request that is too much for it. A 503 is about the service, whatever was asked for. */
export function isTooMuch(outcome: AttemptFailure | { status: number }): boolean {
  return outcome instanceof AttemptFailure ? outcome.reason === "timeout" : tooMuchStatuses.has(outcome.status);
}

/** The error of a request whose time is up or whose caller is gone. */
export function deadlineExceeded(): ToolError {
  return new ToolError(
    "deadline_exceeded",
    "Microsoft 365 did not answer in time. Try again, or ask for less: a shorter period, fewer results.",
  );
}

/** The error of a file whose bytes did not come before the time was up. */
export function downloadTooSlow(): ToolError {
  return new ToolError(
    "deadline_exceeded",
    "The file did not arrive in time: it is large, or Microsoft 365 takes long to convert it. Try again in a minute, " +
      "or open it by its address.",
  );
}

/** undici has the status of a proxy's refusal in its words only. */
const proxyRefusal = /^Proxy response \((\d{3})\)/;

/**
 * Node's or undici's code of a network error, `PROXY_407` (or another status) where a proxy refuses, `NOT_HTTP` for an
 * answer that is no HTTP; undefined for an error that is our own bug.
 */
export function networkErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const [, status] = proxyRefusal.exec(error.message) ?? [];
  if (status !== undefined) return `PROXY_${status}`;
  if (error instanceof errors.HTTPParserError) return "NOT_HTTP";
  if (!("code" in error) || typeof error.code !== "string") return undefined;
  return error.code === "UND_ERR_INVALID_ARG" ? undefined : error.code;
}
