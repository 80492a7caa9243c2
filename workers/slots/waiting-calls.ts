import { type Person, personKey } from "#common/call.ts";
import { retryLater } from "#common/errors.ts";
import { createTally } from "#common/tally.ts";
import type { SlotLimits } from "./slot-limits.ts";

/** By then, some of those that wait have their turn. */
const retryAfterSeconds = 5;

/** Narrow ones first: the first that is full is told. */
export const waitingScopes = ["person", "tenant", "process"] as const;
export type WaitingScope = (typeof waitingScopes)[number];

const problems: Readonly<Record<WaitingScope, string>> = {
  person: "Too many of your calls are waiting already",
  tenant: "Too many calls of your organisation are waiting already",
  process: "The connector is busy: too many calls are waiting already",
};

export interface WaitingCalls {
  /**
   * Counts a call that waits and keeps `bytes`, until the returned function is called. Throws `rate_limited` with
   * seconds when its person, its tenant or this process has too many, or when the others keep too many bytes.
   */
  enter(owner: Person, bytes: number): () => void;
  /** Whether so many wait that no job of anybody, or none of a tenant with few calls either, is to be fetched. */
  isFullFor(whom: "anybody" | "guests"): boolean;
}

/** The calls that wait without a slot. A single one may always wait, whatever it keeps. */
export function createWaitingCalls(
  { waiting, bytes: most }: Pick<SlotLimits, "waiting" | "bytes">,
  { onRefused, onChange }: { onRefused: (scope: WaitingScope) => void; onChange: (count: number) => void },
): WaitingCalls {
  const [calls, kept] = [createTally(), createTally()];
  const everybody = "";

  const isFull = (limit: keyof typeof waiting, key: string) =>
    calls.of(key) >= waiting[limit] || kept.of(key) >= most[limit];

  return {
    enter(owner, bytes) {
      const keys = { person: personKey(owner), tenant: owner.tenantId, process: everybody };
      for (const scope of waitingScopes) {
        if (!isFull(scope, keys[scope])) continue;
        onRefused(scope);
        throw retryLater("rate_limited", problems[scope], { retryAfterSeconds });
      }
      const count = (sign: 1 | -1) => {
        for (const key of Object.values(keys)) {
          calls.add(key, sign);
          kept.add(key, sign * bytes);
        }
        onChange(calls.of(everybody));
      };
      count(1);
      let hasLeft = false;
      return () => {
        if (!hasLeft) count(-1);
        hasLeft = true;
      };
    },
    isFullFor: (whom) => isFull(whom === "anybody" ? "anybodys" : "process", everybody),
  };
}
