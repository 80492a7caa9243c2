import type { Incomplete } from "#common/tools/schemas/incomplete.ts";
import { joinIncomplete } from "./tools/paging/incomplete.ts";

/** What a run's answer lacks for reasons that its handler does not know of. */
export interface LeftOut {
  /** The tool was told UTC because the user's time zone is not known. */
  timeZone(): void;
  /** So many items could not be read, because Graph's answer lacks what identifies them. */
  items(count: number): void;
  /** The handler runs from the beginning. */
  reset(): void;
  incomplete(): Incomplete | undefined;
}

const zoneUnknown: Incomplete = {
  reason:
    "The user's time zone is not known: times are shown in UTC, and dates without an offset are read in UTC. Give " +
    "dates with an offset, or timeZone where the tool has it.",
};

const itemsUnreadable = (count: number): Incomplete => ({
  reason:
    `${count === 1 ? "One item is" : `${count} items are`} left out: Microsoft 365 did not say what identifies ` +
    (count === 1 ? "it." : "them."),
});

export function createLeftOut(): LeftOut {
  let isZoneUnknown = false;
  let items = 0;
  return {
    timeZone() {
      isZoneUnknown = true;
    },
    items(count) {
      items += count;
    },
    reset() {
      isZoneUnknown = false;
      items = 0;
    },
    incomplete: () =>
      joinIncomplete([isZoneUnknown ? zoneUnknown : undefined, items > 0 ? itemsUnreadable(items) : undefined]),
  };
}
