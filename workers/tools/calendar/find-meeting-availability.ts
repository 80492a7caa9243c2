import type { findMeetingAvailability } from "#common/tools/find-meeting-availability.ts";
import type { ToolHandler } from "#workers/tools/tool-handler.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";
import { timeInZone, utcText } from "./event-times.ts";
import { type FoundTimes, findTimes, outsideWorkingHours } from "./find-times.ts";
import { verdictWords } from "./schedule-verdict.ts";
import type { SuggestedTime } from "./suggest-times.ts";

/** Finds times at which people can meet. */
export const findMeetingAvailabilityHandler: ToolHandler<typeof findMeetingAvailability> = {
  async run({ duration, ...input }, context) {
    const found = await findTimes({ ...input, minutes: duration }, context);
    const { own, suggestions, unavailable, searched, note, incomplete } = found;
    return {
      meetingTimeSuggestions: suggestions.times.map((time) => suggestionOf(time, found)),
      emptySuggestionsReason: reasonWhenEmpty(found),
      unavailableParticipants: unavailable.map((one) => ({ ...one, message: verdictWords[one.verdict] })),
      moreSuggestions: suggestions.leftOut > 0,
      searched: { organizer: own.email, organizerVerdict: own.verdict, ...searched },
      ...withoutEmpty({ note, incomplete }),
    };
  },

  toBlocks(output) {
    return [output];
  },
};

function suggestionOf(time: SuggestedTime, found: FoundTimes) {
  const { others, unavailable, zone } = found;
  const [organizerAvailability = "unknown", ...availability] = time.availability;
  return {
    meetingTimeSlot: { start: timeInZone(time.startMs, zone), end: timeInZone(time.endMs, zone) },
    startUtc: utcText(time.startMs),
    endUtc: utcText(time.endMs),
    confidence: time.confidence,
    everyoneAvailable: time.everyoneAvailable && unavailable.length === 0,
    organizerAvailability,
    attendeeAvailability: others.map(({ email }, at) => ({
      attendee: { emailAddress: { address: email } },
      availability: availability[at] ?? "unknown",
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
