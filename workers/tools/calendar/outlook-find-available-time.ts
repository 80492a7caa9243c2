import { outlookFindAvailableTime } from "#common/tools/outlook-find-available-time.ts";
import { defineHandler } from "#workers/tools/tool-handler.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";
import { timeInZone } from "./event-times.ts";
import { attendeesAt, findTimes, outsideWorkingHours } from "./find-times.ts";

/** Finds times that are free in the calendars of people and rooms. */
export const outlookFindAvailableTimeHandler = defineHandler(outlookFindAvailableTime, {
  async run({ durationMinutes, ...input }, context) {
    const found = await findTimes({ ...input, minutes: durationMinutes }, context);
    const { suggestions, unavailable, searched, zone, fields, note, incomplete } = found;
    return {
      ...withoutEmpty({ nowDateTime: fields.ifFull(timeInZone(context.now(), zone)) }),
      availableTimes: suggestions.times.map((time) => {
        return {
          start: timeInZone(time.startMs, zone),
          end: timeInZone(time.endMs, zone),
          confidence: time.confidence,
          ...withoutEmpty({
            organizerAvailability: fields.unless("free", time.availability[0] ?? "unknown"),
            attendeeAvailability: fields.someOf(attendeesAt(time, found)),
            outsideWorkingHours: outsideWorkingHours(time, found),
          }),
        };
      }),
      ...withoutEmpty({
        unavailableParticipants: fields.someOf(unavailable.map(({ email }) => email)),
        moreTimes: suggestions.leftOut > 0 || undefined,
      }),
      searched,
      ...withoutEmpty({ note, incomplete }),
    };
  },

  toBlocks(output) {
    return [output];
  },
});
