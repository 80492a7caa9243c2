import type { DoorRequest } from "#test/fake-tenant/door/door-types.ts";
import type { GraphRefusal } from "./graph-refusal.ts";

interface Admission {
  refusal: GraphRefusal | null;
  release(): void;
}

/** What a service lets in. Of every request that enters, the release is called once or more. */
export interface ServiceLimit {
  admit(request: DoorRequest): Admission;
}

export const free: Admission = { refusal: null, release: () => undefined };

/** Counts what is under way, by key. */
export function createInFlight() {
  const counts = new Map<string, number>();
  return {
    /** How many are under way with this one, and how it ends; undefined where these would be more than the limit. */
    enter(key: string, limit: number | null): { now: number; release(): void } | undefined {
      const now = (counts.get(key) ?? 0) + 1;
      if (limit !== null && now > limit) return undefined;
      counts.set(key, now);
      let released = false;
      return {
        now,
        release() {
          if (released) return;
          released = true;
          const left = (counts.get(key) ?? 1) - 1;
          if (left === 0) counts.delete(key);
          else counts.set(key, left);
        },
      };
    },
  };
}
