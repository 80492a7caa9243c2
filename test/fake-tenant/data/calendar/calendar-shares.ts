import type { UserRecord } from "#test/fake-tenant/world/directory.ts";

export interface CalendarShares {
  share(owner: UserRecord, reader: UserRecord, shared?: boolean): void;
  isShared(owner: UserRecord, reader: UserRecord): boolean;
}

/** Whose calendar whom was opened to, beyond free/busy; private meetings stay closed. */
export function createCalendarShares(): CalendarShares {
  const readers = new Map<string, Set<string>>();
  return {
    share(owner, reader, shared = true) {
      const list = readers.get(owner.id) ?? new Set<string>();
      if (shared) list.add(reader.id);
      else list.delete(reader.id);
      readers.set(owner.id, list);
    },
    isShared: (owner, reader) => readers.get(owner.id)?.has(reader.id) === true,
  };
}
