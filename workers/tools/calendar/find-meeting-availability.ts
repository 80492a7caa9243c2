import { findMeetingAvailability } from "#common/tools/find-meeting-availability.ts";
import { defineHandler } from "#workers/tools/tool-handler.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";
import { timeInZone, utcText } from "./event-times.ts";
import { attendeesAt, type FoundTimes, findTimes, outsideWorkingHours } from "./find-times.ts";
import { verdictWords } from "./schedules.ts";
import type { SuggestedTime } from "./suggest-times.ts";

/** Finds times at which people can meet. */
export const findMeetingAvailabilityHandler = defineHandler(findMeetingAvailability, {
  async run({ duration, ...input }, context) {
    const found = await findTimes({ ...input, minutes: duration }, context);
    const { own, suggestions, unavailable, searched, fields, note, incomplete } = found;
    const unavailableParticipants = unavailable.map((one) => ({ ...one, message: verdictWords[one.verdict] }));
    return {
      meetingTimeSuggestions: suggestions.times.map((time) => suggestionOf(time, found)),
      ...withoutEmpty({
        emptySuggestionsReason: fields.unless("", reasonWhenEmpty(found)),
        unavailableParticipants: fields.someOf(unavailableParticipants),
        moreSuggestions: fields.unless(false, suggestions.leftOut > 0),
      }),
      searched: { organizer: own.email, organizerVerdict: own.verdict, ...searched },
      ...withoutEmpty({ note, incomplete }),
    };
  },

  toBlocks(output) {
    return [output];
  },
});

function suggestionOf(time: SuggestedTime, found: FoundTimes) {
  const { unavailable, zone, fields } = found;
  const attendeeAvailability = attendeesAt(time, found).map(({ email, availability }) => ({
    attendee: { emailAddress: { address: email } },
    availability,
  }));
  return {
    meetingTimeSlot: { start: timeInZone(time.startMs, zone), end: timeInZone(time.endMs, zone) },
    ...(fields.isFull && { startUtc: utcText(time.startMs), endUtc: utcText(time.endMs) }),
    confidence: time.confidence,
    everyoneAvailable: time.everyoneAvailable && unavailable.length === 0,
    ...withoutEmpty({
      organizerAvailability: fields.unless("free", time.availability[0] ?? "unknown"),
      attendeeAvailability: fields.someOf(attendeeAvailability),
      outsideWorkingHours: outsideWorkingHours(time, found),
    }),
  };
}

/** The `emptySuggestionsReason` of Graph's `findMeetingTimes`. Empty if there are suggestions. */
function reasonWhenEmpty({ suggestions: { times, organizerIsBlocked }, unavailable }: FoundTimes): string {
  if (times.length > 0) return "";
  if (organizerIsBlocked) return "OrganizerUnavailable";
  return unavailable.length > 0 ? "AttendeesUnavailableOrUnknown" : "AttendeesUnavailable";
}
