import { ToolError } from "#common/errors.ts";
import { findMeetingAvailability, outlookFindAvailableTime } from "#common/tools/meeting-times.ts";
import { isMailAddress } from "#common/tools/resource-uri/resource-uri.ts";
import type { Detail } from "#common/tools/schemas/parameters.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import {
  type CalendarRange,
  type DateRangeInput,
  readCalendarRange,
  shownMoment,
} from "#workers/tools/dates/date-range.ts";
import { dayMs } from "#workers/tools/dates/named-time.ts";
import { mapConcurrently } from "#workers/tools/map-concurrently.ts";
import { joinIncomplete } from "#workers/tools/paging/short-answer.ts";
import { addressMeant } from "#workers/tools/people/find-people.ts";
import { nonEmptyList, withoutEmpty } from "#workers/tools/shown-fields.ts";
import { defineHandler, type ToolContext } from "#workers/tools/tool-context.ts";
import { timeInZone, utcText } from "./event-times.ts";
import { readSchedules, requestsFor, verdictWords } from "./schedules.ts";
import {
  type Availability,
  freeRanges,
  rangeText,
  type SuggestedTime,
  type Suggestions,
  suggestTimes,
  type TimesAsked,
} from "./suggest-times.ts";
import { type GridRange, gridOver, outsideHours } from "./time-grid.ts";

interface MeetingQuestion extends DateRangeInput, Omit<TimesAsked, "zone" | keyof GridRange> {
  participants: readonly string[];
  detail?: Detail;
}

const defaultDays = 7;
const maxRequests = 20;
/** The largest number of slots times people. Comparing more would delay the other calls of the worker. */
const maxMarks = 400_000;

type FoundTimes = Awaited<ReturnType<typeof findTimes>>;

/** Finds times at which the user and all participants can meet. @throws `ToolError` */
async function findTimes(input: MeetingQuestion, context: ToolContext) {
  const [range, ownAddresses] = await Promise.all([
    readCalendarRange(input, { context, tendency: "future" }),
    context.ownAddresses(),
  ]);
  // The first one identifies the user's schedule.
  const [own] = ownAddresses;
  if (own === undefined) {
    throw new ToolError(
      "not_found",
      "This account has no mail address, so it has no calendar to look for free times in.",
    );
  }
  const { zone } = range;
  const { afterMs, beforeMs } = windowOf(range, input, context.now());
  const grid = gridOver(afterMs, beforeMs);
  const meant = await addressesMeant(input.participants, context);
  const emails = [own, ...othersThan(ownAddresses, input.participants, meant)];
  if (requestsFor(emails.length, grid) > maxRequests || emails.length * grid.slots > maxMarks) {
    throw new ToolError(
      "invalid_input",
      "afterDateTime, beforeDateTime: the period is too long for so many participants. Ask for fewer days or fewer " +
        "people.",
    );
  }
  const schedules = await readSchedules(emails, grid, context);
  const people = schedules.map((schedule) => ({ schedule, outside: outsideHours(schedule.workingHours, grid) }));
  const asked = { ...input, grid, afterMs, beforeMs, zone };
  const suggestions = suggestTimes(people, asked);
  const unread = schedules.flatMap(({ email, verdict }) =>
    verdict === "ok" ? [] : [{ email: cleanLine(email), verdict }],
  );
  const organizer = { email: own, verdict: schedules[0]?.verdict ?? "failed" };
  const withoutHours = people.flatMap(({ schedule: { email, verdict }, outside }) =>
    verdict === "ok" && !outside ? [email] : [],
  );
  return {
    isFull: input.detail === "full",
    searched: {
      after: shownMoment(afterMs, zone),
      before: shownMoment(beforeMs, zone),
      ...(meant.size > 0 && { meant: Object.fromEntries(meant) }),
    },
    people,
    asked,
    organizer,
    suggestions,
    isPartial: unread.length > 0,
    /** Those others whose times could not be read. */
    unavailable: organizer.verdict === "ok" ? unread : unread.slice(1),
    note: noteOf(suggestions, input),
    incomplete: joinIncomplete([
      unread.length > 0 &&
        `Not taken into account: ${unread.map(({ email, verdict }) => `${email} (${verdict})`).join(", ")}.`,
      input.workingHoursOnly &&
        withoutHours.length > 0 &&
        `Working hours are not known of: ${withoutHours.join(", ")}.`,
    ]),
  };
}

const attendeesAt = ({ people: [, ...others] }: SuggestedTime) =>
  others.map(({ email, availability }) => ({ email, availability }));

/** The addresses of those for whom a time is outside their working hours, if there are any. */
function outsideWorkingHours({ people }: SuggestedTime) {
  const emails = people.filter(({ isOutsideHours }) => isOutsideHours).map(({ email }) => email);
  return withoutEmpty({ outsideWorkingHours: nonEmptyList(emails) });
}

/** The range to search, which starts now at the earliest. */
function windowOf({ after, before }: CalendarRange, { minutes }: MeetingQuestion, nowMs: number) {
  const afterMs = Math.max(after?.unixMs ?? nowMs, nowMs);
  const beforeMs = before?.unixMs ?? afterMs + defaultDays * dayMs;
  if (beforeMs <= nowMs) {
    throw new ToolError(
      "invalid_input",
      `beforeDateTime: understood as ${before?.interpretation}, which is in the past.`,
    );
  }
  if (beforeMs - afterMs < minutes * 60_000) {
    throw new ToolError(
      "invalid_input",
      `${minutes} minutes are longer than the time between afterDateTime (or now) and beforeDateTime.`,
    );
  }
  return { afterMs, beforeMs };
}

const maxNamed = 20;
const namesAtOnce = 3;

/** The addresses of those who are named instead, by the name. @throws `ToolError` where one is not known */
async function addressesMeant(
  participants: readonly string[],
  context: ToolContext,
): Promise<ReadonlyMap<string, string>> {
  const names = [...new Set(participants.map((each) => each.trim()))].filter(
    (one) => one !== "" && !isMailAddress(one),
  );
  if (names.length > maxNamed) {
    throw new ToolError(
      "invalid_input",
      `participants: at most ${maxNamed} by name; give mail addresses for the others.`,
    );
  }
  const addresses = await mapConcurrently(names, namesAtOnce, (name) => addressMeant(name, "participants", context));
  return new Map(names.map((name, at) => [cleanLine(name), addresses[at] ?? ""]));
}

/** Each of these people once, and not the user. */
function othersThan(
  me: readonly string[],
  participants: readonly string[],
  meant: ReadonlyMap<string, string>,
): string[] {
  const seen = new Set(me.map((address) => address.toLowerCase()));
  return participants
    .map((each) => meant.get(cleanLine(each.trim())) ?? each.trim())
    .filter((each) => {
      const isNew = each !== "" && !seen.has(each.toLowerCase());
      seen.add(each.toLowerCase());
      return isNew;
    });
}

/**
 * What both tools answer unless all fields are asked for: when those who were asked for can meet, over all the time
 * that was searched. Where somebody's calendar could not be read, no list is called free.
 */
export function timesInShort(found: FoundTimes) {
  const { people, asked, suggestions, isPartial, searched, note, incomplete } = found;
  const { days, daysLeftOut, ...rest } = freeRanges(people, asked);
  const suitsMost = days.length > 0 || suggestions.suitEverybody ? [] : suggestions.times;
  const cut = daysLeftOut > 0 && `${daysLeftOut} more days have free times: ask for later ones.`;
  return withoutEmpty({
    free: isPartial ? undefined : days,
    freeExceptForWhoIsLeftOut: isPartial ? days : undefined,
    ...rest,
    suitsMost: nonEmptyList(suitsMost.map((time) => withoutWhom(time, asked.zone))),
    searched,
    note: days.length > 0 ? undefined : note,
    incomplete: joinIncomplete([incomplete, cut]),
  });
}

/** `Tue 2026-12-01 09:00–10:00 without bob@contoso.com` */
function withoutWhom({ startMs, endMs, people }: SuggestedTime, zone: string): string {
  const away = people.filter(({ availability }) => availabilitiesAway.has(availability)).map(({ email }) => email);
  return `${rangeText({ fromMs: startMs, toMs: endMs }, zone)} without ${away.join(", ")}`;
}

const availabilitiesAway: ReadonlySet<Availability> = new Set(["busy", "oof", "unknown"]);

function noteOf({ times, suitEverybody }: Suggestions, { workingHoursOnly }: MeetingQuestion): string | undefined {
  const hours = workingHoursOnly
    ? " within everybody's working hours; workingHoursOnly false also looks outside them"
    : "";
  if (times.length === 0) return `No time was found${hours}.`;
  if (suitEverybody) return undefined;
  return `No time suits everybody${hours}. These suit the organizer and at least half of the others.`;
}

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
  const { organizer, suggestions, unavailable, searched, note, incomplete } = found;
  const { zone } = found.asked;
  const unavailableParticipants = unavailable.map((one) => ({ ...one, message: verdictWords[one.verdict] }));
  return withoutEmpty({
    meetingTimeSuggestions: suggestions.times.map((time) => ({
      meetingTimeSlot: { start: timeInZone(time.startMs, zone), end: timeInZone(time.endMs, zone) },
      startUtc: utcText(time.startMs),
      endUtc: utcText(time.endMs),
      confidence: time.confidence,
      everyoneAvailable: time.everyoneAvailable && unavailable.length === 0,
      organizerAvailability: time.people[0]?.availability ?? "unknown",
      attendeeAvailability: attendeesAt(time).map(({ email, availability }) => ({
        attendee: { emailAddress: { address: email } },
        availability,
      })),
      ...outsideWorkingHours(time),
    })),
    emptySuggestionsReason: reasonWhenEmpty(found),
    unavailableParticipants,
    moreSuggestions: suggestions.leftOut > 0,
    searched: { organizer: organizer.email, organizerVerdict: organizer.verdict, ...searched },
    note,
    incomplete,
  });
}

/** The `emptySuggestionsReason` of Graph's `findMeetingTimes`. Empty if there are suggestions. */
function reasonWhenEmpty({ suggestions: { times, organizerIsBlocked }, unavailable }: FoundTimes): string {
  if (times.length > 0) return "";
  if (organizerIsBlocked) return "OrganizerUnavailable";
  return unavailable.length > 0 ? "AttendeesUnavailableOrUnknown" : "AttendeesUnavailable";
}

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
  const { suggestions, unavailable, searched, note, incomplete } = found;
  const { zone } = found.asked;
  return withoutEmpty({
    nowDateTime: timeInZone(nowMs, zone),
    availableTimes: suggestions.times.map((time) => ({
      start: timeInZone(time.startMs, zone),
      end: timeInZone(time.endMs, zone),
      confidence: time.confidence,
      organizerAvailability: time.people[0]?.availability ?? "unknown",
      attendeeAvailability: attendeesAt(time),
      ...outsideWorkingHours(time),
    })),
    unavailableParticipants: unavailable.map(({ email }) => email),
    moreTimes: suggestions.leftOut > 0 || undefined,
    searched,
    note,
    incomplete,
  });
}
