import { createOncePerWindow } from "#common/once-per-window.ts";
import type { AuthRefusalReason, RefusedCaller } from "#gateway/auth/auth-refusal.ts";
import type { AuditEntry } from "./audit-entry.ts";

/** A request that was refused before it reached a tool. */
export interface RefusedRequest {
  reason: AuthRefusalReason | "host" | "origin" | "pipelining";
  /** The user of the refused token, if Entra signed it. Otherwise its claims prove nothing. */
  caller?: RefusedCaller;
}

const windowMs = 60_000;
const maxLinesInWindow = 60;

type Named = Pick<Extract<AuditEntry, { event: "request_refused" }>, "tenant" | "user" | "clientId">;

export interface RefusedRequests {
  add(refused: RefusedRequest): void;
  /** Writes the counts of the current window. */
  flush(): void;
}

/**
 * Writes refused requests as audit lines. Requests without a known user cost an attacker nothing, so they are only
 * counted, in one line per minute. A known user gets a line for the first refusal in a minute.
 */
export function createRefusedRequests(options: {
  name(caller: RefusedCaller): Named;
  write(entry: AuditEntry): void;
  now: () => number;
}): RefusedRequests {
  const { name, write, now } = options;
  const listed = createOncePerWindow(windowMs, { now });
  let counts = new Map<string, number>();
  let sinceMs = 0;
  let lines = 0;
  let timer: NodeJS.Timeout | undefined;
  const iso = (ms: number) => new Date(ms).toISOString();

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    lines = 0;
    if (counts.size === 0) return;
    const entry = { time: iso(now()), since: iso(sinceMs), counts: Object.fromEntries(counts) };
    counts = new Map();
    write({ event: "requests_refused", ...entry });
  }

  return {
    flush,
    add({ reason, caller }) {
      timer ??= setTimeout(flush, windowMs).unref();
      const key = caller && JSON.stringify([reason, caller.tenantId, caller.userId, caller.clientId]);
      if (caller !== undefined && key !== undefined && lines < maxLinesInWindow && listed.isFirst(key)) {
        lines += 1;
        write({ event: "request_refused", time: iso(now()), reason, ...name(caller) });
        return;
      }
      if (counts.size === 0) sinceMs = now();
      counts.set(reason, (counts.get(reason) ?? 0) + 1);
    },
  };
}
