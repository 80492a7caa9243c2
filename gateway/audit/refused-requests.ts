import type { RequestLimit } from "#gateway/admission/person-requests.ts";
import type { AuthRefusalReason, RefusedCaller } from "#gateway/auth/auth-refusal.ts";
import type { AuditEntry } from "./audit-entry.ts";
import { type CappedLines, createCappedLines } from "./capped-lines.ts";
import type { NameRefused } from "./pseudonyms.ts";

/** A request that was refused before it reached a tool. */
export interface RefusedRequest {
  reason: AuthRefusalReason | RequestLimit | "host" | "origin" | "pipelining";
  /** The user of the refused token, if Entra signed it. Otherwise its claims prove nothing. */
  caller?: RefusedCaller;
}

export interface RefusedRequests extends Pick<CappedLines, "flush"> {
  add(refused: RefusedRequest): void;
}

/**
 * Writes refused requests as audit lines. Requests without a known user cost an attacker nothing, so they are only
 * counted, in one line per minute. A known user gets a line for the first refusal in a minute.
 */
export function createRefusedRequests(options: {
  name: NameRefused;
  write(entry: AuditEntry): void;
  now: () => number;
}): RefusedRequests {
  const { name, write, now } = options;
  const lines = createCappedLines({ write, counted: (events) => ({ event: "requests_refused", ...events }), now });
  return {
    flush: lines.flush,
    add({ reason, caller }) {
      lines.add({
        countedAs: reason,
        line: caller && {
          key: [reason, caller.tenantId, caller.userId, caller.clientId],
          entry: () => ({ event: "request_refused", time: new Date(now()).toISOString(), reason, ...name(caller) }),
        },
      });
    },
  };
}
