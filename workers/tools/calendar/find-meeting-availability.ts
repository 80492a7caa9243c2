import type { findMeetingAvailability } from "#common/tools/find-meeting-availability.ts";
import type { ToolHandler } from "#workers/tools/tool-handler.ts";
import { findAvailability } from "./find-availability.ts";

/** Finds times at which people can meet. */
export const findMeetingAvailabilityHandler: ToolHandler<typeof findMeetingAvailability> = {
  run: findAvailability,

  toBlocks(output) {
    return [output];
  },
};
