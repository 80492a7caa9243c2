import type { UserRecord } from "#test/fake-tenant/world/directory.ts";

/**
 * What somebody else sees of a calendar: all but private meetings, titles and places in free/busy ("limited details" in
 * Outlook), or bare free/busy.
 */
export type ShareLevel = "calendar" | "titles" | "none";

export interface CalendarShares {
  share(owner: UserRecord, reader: UserRecord, level?: ShareLevel): void;
  levelOf(owner: UserRecord, reader: UserRecord): ShareLevel;
}

/** Whose calendar whom was opened to, beyond bare free/busy; private meetings stay closed. */
export function createCalendarShares(): CalendarShares {
  const levels = new Map<string, ShareLevel>();
  const keyOf = (owner: UserRecord, reader: UserRecord) => `${owner.id} ${reader.id}`;
  return {
    share(owner, reader, level = "calendar") {
      levels.set(keyOf(owner, reader), level);
    },
    levelOf: (owner, reader) => levels.get(keyOf(owner, reader)) ?? "none",
  };
}
