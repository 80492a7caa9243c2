import { createOncePerWindow } from "#common/once-per-window.ts";
import type { RequestLimit } from "#gateway/admission/local-limits.ts";
import type { AuthRefusalReason, RefusedCaller } from "#gateway/auth/auth-refusal.ts";
import type { AuditEntry, auditedSteps } from "./audit-entry.ts";
import type { NameRefused } from "./audit-keys.ts";

const windowMs = 60_000;
const maxLinesInWindow = 60;

/** Something that costs its sender nothing. */
interface CappedEvent {
  /** What it counts as if it has no line of its own: one of a closed set. */
  countedAs: string;
  /** Line of the event, if it says more than the count. Events with the same key have one a minute. */
  line?: { key: readonly unknown[]; entry: () => AuditEntry } | undefined;
}

/** Counts by `countedAs`, since when, and when they were written. */
interface CountedEvents {
  time: string;
  since: string;
  counts: Record<string, number>;
}

/**
 * Writes at most 60 lines a minute, and one more with the number of those that have none: lines and counts together are
 * all events. Otherwise whoever sends many would fill the disk, and a full disk stops all calls.
 */
function createCappedLines(options: {
  write(entry: AuditEntry): void;
  /** The line with the counts. */
  counted(events: CountedEvents): AuditEntry;
  now: () => number;
}) {
  const { write, counted, now } = options;
  const listed = createOncePerWindow(windowMs, { now });
  let counts = new Map<string, number>();
  let sinceMs = 0;
  let lines = 0;
  let timer: NodeJS.Timeout | undefined;
  const iso = (ms: number) => new Date(ms).toISOString();

  /** Writes the counts of the current window. */
  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    lines = 0;
    if (counts.size === 0) return;
    const events = { time: iso(now()), since: iso(sinceMs), counts: Object.fromEntries(counts) };
    counts = new Map();
    write(counted(events));
  }

  return {
    flush,
    add({ countedAs, line }: CappedEvent): void {
      timer ??= setTimeout(flush, windowMs).unref();
      if (line !== undefined && lines < maxLinesInWindow && listed.isFirst(JSON.stringify(line.key))) {
        lines += 1;
        write(line.entry());
        return;
      }
      if (counts.size === 0) sinceMs = now();
      counts.set(countedAs, (counts.get(countedAs) ?? 0) + 1);
    },
  };
}

/** A request that was refused before it reached a tool. */
export interface RefusedRequest {
  reason: AuthRefusalReason | RequestLimit | "host" | "origin" | "pipelining";
  /** The user of the refused token, if Entra signed it. Otherwise its claims prove nothing. */
  caller?: RefusedCaller;
}

/**
 * Writes refused requests as audit lines. Requests without a known user cost an attacker nothing, so they are only
 * counted, in one line per minute. A known user gets a line for the first refusal in a minute.
 */
export function createRefusedRequests(options: {
  name: NameRefused;
  write(entry: AuditEntry): void;
  now: () => number;
}) {
  const { name, write, now } = options;
  const lines = createCappedLines({ write, counted: (events) => ({ event: "requests_refused", ...events }), now });
  return {
    flush: lines.flush,
    add({ reason, caller }: RefusedRequest): void {
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

/** Receiver of a sign-in: whose redirect address it is, and its host. */
export type AuditedTarget = Pick<Extract<AuditEntry, { event: "signed_in" }>, "profile" | "redirectHost">;

/** Something at the sign-in server that gives nobody a token. */
export interface SignInStep {
  step: (typeof auditedSteps)[number];
  /** Label `reason` of `m365_sign_ins_total`; empty for an answer of the person. */
  reason: string;
  /** Entra's number, if Entra refused. */
  aadsts?: number | undefined;
  target?: AuditedTarget | undefined;
  /** The person of a token that Entra signed. */
  caller?: RefusedCaller | undefined;
}

/**
 * Writes the steps of sign-ins whose person is not known yet, or is refused. Anybody can cause them without an account,
 * so they are capped; those that tell neither a redirect address nor a person are only counted.
 */
export function createSignInSteps(options: { name: NameRefused; write(entry: AuditEntry): void; now: () => number }) {
  const { name, write, now } = options;
  const counted = (events: CountedEvents): AuditEntry => ({ event: "sign_in_steps", ...events });
  const ofStrangers = createCappedLines({ write, counted, now });
  /** Entra has identified these people: strangers can't use up their lines. */
  const ofPeople = createCappedLines({ write, counted, now });
  return {
    flush(): void {
      ofStrangers.flush();
      ofPeople.flush();
    },
    add({ step, reason, aadsts, target, caller }: SignInStep): void {
      const countedAs = `${step} ${reason}`.trim();
      const { profile, redirectHost } = target ?? {};
      const key = [countedAs, aadsts, profile, redirectHost, caller?.tenantId, caller?.userId];
      const entry = (): AuditEntry => ({
        event: "sign_in_step",
        time: new Date(now()).toISOString(),
        step,
        ...(reason !== "" && { reason }),
        ...(aadsts !== undefined && { aadsts }),
        ...target,
        ...(caller && name(caller)),
      });
      const saysMore = target !== undefined || caller !== undefined;
      (caller === undefined ? ofStrangers : ofPeople).add({ countedAs, line: saysMore ? { key, entry } : undefined });
    },
  };
}

type RefusedCall = Extract<AuditEntry, { event: "call_refused" }>;

/** More refusals than a user causes unintentionally. */
const maxLinesOfOne = 60;
/** Users per window. With more, the next window starts early. */
const maxPeople = 10_000;

interface Refusals {
  lines: number;
  /** Number of refusals without a line of their own, by outcome. */
  counts: Map<RefusedCall["outcome"], number>;
  /** Arrival of the first of them, and the last one. */
  since: string;
  last: RefusedCall;
}

/**
 * Writes refused calls as audit lines. Beyond 60 per user and minute they are counted in one line per minute: otherwise
 * one user could fill the disk, and a full disk stops all calls.
 */
export function createRefusedCalls({ write }: { write(entry: AuditEntry): void }) {
  const people = new Map<string, Refusals>();
  let timer: NodeJS.Timeout | undefined;

  /** Writes the counts of the current window. */
  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    for (const { last, counts, since } of people.values()) {
      if (counts.size === 0) continue;
      const { tenant, user, clientId, time } = last;
      write({ event: "calls_refused", time, tenant, user, clientId, since, counts: Object.fromEntries(counts) });
    }
    people.clear();
  }

  return {
    flush,
    add(entry: RefusedCall) {
      if (people.size >= maxPeople) flush();
      timer ??= setTimeout(flush, windowMs).unref();
      const key = JSON.stringify([entry.tenant, entry.user, entry.clientId]);
      const known = people.get(key) ?? { lines: 0, counts: new Map(), since: entry.time, last: entry };
      people.set(key, known);
      known.lines += 1;
      if (known.lines <= maxLinesOfOne) return write(entry);
      if (known.counts.size === 0) known.since = entry.time;
      known.last = entry;
      known.counts.set(entry.outcome, (known.counts.get(entry.outcome) ?? 0) + 1);
    },
  };
}
