import { findMeetingAvailability } from "#common/tools/find-meeting-availability.ts";
import { withoutEmpty } from "#workers/tools/shown-fields.ts";
import { defineHandler } from "#workers/tools/tool-context.ts";
import { timeInZone, utcText } from "./event-times.ts";
import { attendeesAt, type FoundTimes, findTimes, outsideWorkingHours, timesInShort } from "./find-times.ts";
import { verdictWords } from "./schedules.ts";
import type { SuggestedTime } from "./suggest-times.ts";

/** Finds times at which people can meet. */
export const findMeetingAvailabilityHandler = defineHandler(findMeetingAvailability, {
  async run({ duration, ...input }, context) {
    const found = await findTimes({ ...input, minutes: duration }, context);
    return found.isFull ? suggestionsOf(found) : timesInShort(found);
  },
  toBlocks: (output) => [output],
});

/** All fields, in the form of the hosted connector. */
export function suggestionsOf(found: FoundTimes) {
  const { own, suggestions, unavailable, searched, note, incomplete } = found;
  const unavailableParticipants = unavailable.map((one) => ({ ...one, message: verdictWords[one.verdict] }));
  return {
    meetingTimeSuggestions: suggestions.times.map((time) => suggestionOf(time, found)),
    emptySuggestionsReason: reasonWhenEmpty(found),
    unavailableParticipants,
    moreSuggestions: suggestions.leftOut > 0,
    searched: { organizer: own.email, organizerVerdict: own.verdict, ...searched },
    ...withoutEmpty({ note, incomplete }),
  };
}

function suggestionOf(time: SuggestedTime, found: FoundTimes) {
  const { unavailable, zone } = found;
  return {
    meetingTimeSlot: { start: timeInZone(time.startMs, zone), end: timeInZone(time.endMs, zone) },
    startUtc: utcText(time.startMs),
    endUtc: utcText(time.endMs),
    confidence: time.confidence,
    everyoneAvailable: time.everyoneAvailable && unavailable.length === 0,
    organizerAvailability: time.availability[0] ?? "unknown",
    attendeeAvailability: attendeesAt(time, found).map(({ email, availability }) => ({
      attendee: { emailAddress: { address: email } },
      availability,
    })),
    ...withoutEmpty({ outsideWorkingHours: outsideWorkingHours(time, found) }),
  };
}

/** The `emptySuggestionsReason` of Graph's `findMeetingTimes`. Empty if there are suggestions. */
function reasonWhenEmpty({ suggestions: { times, organizerIsBlocked }, unavailable }: FoundTimes): string {
  if (times.length > 0) return "";
  if (organizerIsBlocked) return "OrganizerUnavailable";
  return unavailable.length > 0 ? "AttendeesUnavailableOrUnknown" : "AttendeesUnavailable";
}
