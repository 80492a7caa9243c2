import { outlookFindAvailableTime } from "#common/tools/outlook-find-available-time.ts";
import { withoutEmpty } from "#workers/tools/shown-fields.ts";
import { defineHandler } from "#workers/tools/tool-context.ts";
import { timeInZone } from "./event-times.ts";
import { attendeesAt, type FoundTimes, findTimes, outsideWorkingHours, timesInShort } from "./find-times.ts";

/** Finds times that are free in the calendars of people and rooms. */
export const outlookFindAvailableTimeHandler = defineHandler(outlookFindAvailableTime, {
  async run({ durationMinutes, ...input }, context) {
    const found = await findTimes({ ...input, minutes: durationMinutes }, context);
    return found.isFull ? availableTimesOf(found, context.now()) : timesInShort(found);
  },
  toBlocks: (output) => [output],
});

/** All fields, in the form of the hosted connector. */
export function availableTimesOf(found: FoundTimes, nowMs: number) {
  const { suggestions, unavailable, searched, zone, note, incomplete } = found;
  return {
    nowDateTime: timeInZone(nowMs, zone),
    availableTimes: suggestions.times.map((time) => ({
      start: timeInZone(time.startMs, zone),
      end: timeInZone(time.endMs, zone),
      confidence: time.confidence,
      organizerAvailability: time.availability[0] ?? "unknown",
      attendeeAvailability: attendeesAt(time, found),
      ...withoutEmpty({ outsideWorkingHours: outsideWorkingHours(time, found) }),
    })),
    unavailableParticipants: unavailable.map(({ email }) => email),
    ...withoutEmpty({ moreTimes: suggestions.leftOut > 0 || undefined }),
    searched,
    ...withoutEmpty({ note, incomplete }),
  };
}
