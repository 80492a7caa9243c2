import type { outlookFindAvailableTime } from "#common/tools/outlook-find-available-time.ts";
import type { ToolHandler } from "#workers/tools/tool-handler.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";
import { timeInZone } from "./event-times.ts";
import { findTimes, outsideWorkingHours } from "./find-times.ts";

/** Finds times that are free in the calendars of people and rooms. */
export const outlookFindAvailableTimeHandler: ToolHandler<typeof outlookFindAvailableTime> = {
  async run({ durationMinutes, ...input }, context) {
    const found = await findTimes({ ...input, minutes: durationMinutes }, context);
    const { others, suggestions, unavailable, searched, zone, note, incomplete } = found;
    return {
      nowDateTime: timeInZone(context.now(), zone),
      availableTimes: suggestions.times.map((time) => {
        const [organizerAvailability = "unknown", ...availability] = time.availability;
        return {
          start: timeInZone(time.startMs, zone),
          end: timeInZone(time.endMs, zone),
          confidence: time.confidence,
          organizerAvailability,
          attendeeAvailability: others.map(({ email }, at) => ({
            email,
            availability: availability[at] ?? "unknown",
          })),
          ...withoutEmpty({ outsideWorkingHours: outsideWorkingHours(time, found) }),
        };
      }),
      unavailableParticipants: unavailable.map(({ email }) => email),
      ...withoutEmpty({ moreTimes: suggestions.leftOut > 0 || undefined }),
      searched,
      ...withoutEmpty({ note, incomplete }),
    };
  },

  toBlocks(output) {
    return [output];
  },
};
