import type { UserRecord } from "#test/fake-tenant/world/directory.ts";

/**
 * What somebody else sees of a calendar: all but private meetings, titles and places in free/busy ("limited details" in
 * Outlook), or bare free/busy.
 */
export type ShareLevel = "calendar" | "titles" | "none";

/** Whose calendar whom was opened to, beyond bare free/busy; private meetings stay closed. */
export function createCalendarShares() {
  const levels = new Map<string, ShareLevel>();
  const keyOf = (owner: UserRecord, reader: UserRecord) => `${owner.id} ${reader.id}`;
  return {
    share(owner: UserRecord, reader: UserRecord, level: ShareLevel = "calendar") {
      levels.set(keyOf(owner, reader), level);
    },
    levelOf: (owner: UserRecord, reader: UserRecord) => levels.get(keyOf(owner, reader)) ?? "none",
  };
}
