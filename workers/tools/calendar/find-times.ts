import { ToolError } from "#common/errors.ts";
import { findMeetingAvailability, outlookFindAvailableTime } from "#common/tools/meeting-times.ts";
import { isMailAddress } from "#common/tools/resource-uri/resource-uri.ts";
import type { Detail } from "#common/tools/schemas/parameters.ts";
import type { Incomplete } from "#common/tools/schemas/results.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import {
  type CalendarRange,
  type DateRangeInput,
  readCalendarRange,
  shownMoment,
} from "#workers/tools/dates/date-range.ts";
import { ianaOffset } from "#workers/tools/dates/graph-zone.ts";
import { mapConcurrently } from "#workers/tools/map-concurrently.ts";
import { joinIncomplete } from "#workers/tools/paging/short-answer.ts";
import { addressMeant } from "#workers/tools/people/address-meant.ts";
import { nonEmptyList, withoutEmpty } from "#workers/tools/shown-fields.ts";
import { defineHandler, type ToolContext } from "#workers/tools/tool-context.ts";
import { timeInZone, utcText } from "./event-times.ts";
import { freeRanges, rangeText } from "./free-ranges.ts";
import { readSchedules, requestsFor, type Schedule, type ScheduleVerdict, verdictWords } from "./schedules.ts";
import { type Availability, type SuggestedTime, type Suggestions, suggestTimes } from "./suggest-times.ts";
import { gridOver, offsetsOver, outsideHours } from "./time-grid.ts";

export interface MeetingQuestion extends DateRangeInput {
  participants: readonly string[];
  /** The length of the meeting. */
  minutes: number;
  maxCandidates: number;
  detail?: Detail;
  workingHoursOnly: boolean;
}

const defaultDays = 7;
const maxRequests = 20;
/** The largest number of slots times people. Comparing more would delay the other calls of the worker. */
const maxMarks = 400_000;
const dayMs = 24 * 3_600_000;

/** `others` in the order of `availability` and `outsideHours` of each time, after the user. */
export type FoundTimes = Awaited<ReturnType<typeof findTimes>>;

/** Finds times at which the user and all participants can meet. @throws `ToolError` */
export async function findTimes(input: MeetingQuestion, context: ToolContext) {
  const [range, me] = await Promise.all([
    readCalendarRange(input, { context, tendency: "future" }),
    ownAddresses(context),
  ]);
  const { afterMs, beforeMs } = windowOf(range, input, context.now());
  const grid = gridOver(afterMs, beforeMs);
  const meant = await addressesMeant(input.participants, context);
  const emails = othersThan(me, input.participants, meant);
  const count = emails.length + 1;
  if (requestsFor(count, grid) > maxRequests || count * grid.slots > maxMarks) {
    throw new ToolError(
      "invalid_input",
      "afterDateTime, beforeDateTime: the period is too long for so many participants. Ask for fewer days or fewer " +
        "people.",
    );
  }
  const [own, ...others] = await readSchedules([me[0], ...emails], grid, context);
  if (own === undefined) throw new Error("no schedule of the organizer");
  const people = [own, ...others].map((schedule) => ({ schedule, outside: outsideHours(schedule.workingHours, grid) }));
  const suggestions = suggestTimes(
    people.map(({ schedule: { view, verdict }, outside }) => ({ view, isKnown: verdict === "ok", outside })),
    {
      grid,
      afterMs,
      beforeMs,
      durationMinutes: input.minutes,
      withinHours: input.workingHoursOnly,
      offsets: offsetsOver(grid, ianaOffset(range.zone)),
      limit: input.maxCandidates,
    },
  );
  const unavailable = others.flatMap(({ email, verdict }) =>
    verdict === "ok" ? [] : [{ email: cleanLine(email), verdict }],
  );
  const withoutHours = people.filter(({ schedule, outside }) => schedule.verdict === "ok" && !outside);
  return {
    isFull: input.detail === "full",
    zone: range.zone,
    searched: {
      after: shownMoment(afterMs, range.zone),
      before: shownMoment(beforeMs, range.zone),
      ...(meant.size > 0 && { meant: Object.fromEntries(meant) }),
    },
    people,
    question: { grid, afterMs, beforeMs, zone: range.zone, ...input },
    own,
    others,
    suggestions,
    unavailable,
    note: noteOf(suggestions, input),
    incomplete: incompleteOf({
      own,
      unavailable,
      withoutHours: input.workingHoursOnly ? withoutHours.map(({ schedule }) => schedule.email) : [],
    }),
  };
}

function attendeesAt(
  { availability }: SuggestedTime,
  { others }: FoundTimes,
): { email: string; availability: Availability }[] {
  return others.map(({ email }, at) => ({ email, availability: availability[at + 1] ?? "unknown" }));
}

/** The addresses of those for whom a time is outside their working hours; undefined if there are none. */
function outsideWorkingHours(
  { outsideHours: outside }: SuggestedTime,
  { own, others }: FoundTimes,
): string[] | undefined {
  return nonEmptyList([own, ...others].filter((_, at) => outside[at]).map(({ email }) => email));
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

/** The user's own addresses. The first one identifies the user's schedule. */
async function ownAddresses(context: ToolContext): Promise<[string, ...string[]]> {
  const [first, ...rest] = await context.ownAddresses();
  if (first !== undefined) return [first, ...rest];
  throw new ToolError(
    "not_found",
    "This account has no mail address, so it has no calendar to look for free times in.",
  );
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
  const { people, question, own, others, suggestions, unavailable, searched, zone, note, incomplete } = found;
  const { days, daysLeftOut, ...rest } = freeRanges(people, question);
  const isPartial = own.verdict !== "ok" || unavailable.length > 0;
  const suitsMost = days.length > 0 || suggestions.suitEverybody ? [] : suggestions.times;
  const cut = daysLeftOut > 0 ? { reason: `${daysLeftOut} more days have free times: ask for later ones.` } : undefined;
  return {
    ...withoutEmpty({
      free: isPartial ? undefined : days,
      freeExceptForWhoIsLeftOut: isPartial ? days : undefined,
    }),
    ...rest,
    ...withoutEmpty({
      suitsMost: nonEmptyList(
        suitsMost.map(
          ({ startMs, endMs, availability }) =>
            `${rangeText({ fromMs: startMs, toMs: endMs }, zone)} without ` +
            [own, ...others].flatMap(({ email }, at) => (isAway(availability[at]) ? [email] : [])).join(", "),
        ),
      ),
    }),
    searched,
    ...withoutEmpty({ note: days.length > 0 ? undefined : note, incomplete: joinIncomplete([incomplete, cut]) }),
  };
}

const isAway = (state: Availability | undefined) => state === "busy" || state === "oof" || state === "unknown";

function noteOf({ times, suitEverybody }: Suggestions, { workingHoursOnly }: MeetingQuestion): string | undefined {
  const hours = workingHoursOnly
    ? " within everybody's working hours; workingHoursOnly false also looks outside them"
    : "";
  if (times.length === 0) return `No time was found${hours}.`;
  if (suitEverybody) return undefined;
  return `No time suits everybody${hours}. These suit the organizer and at least half of the others.`;
}

function incompleteOf({
  own,
  unavailable,
  withoutHours,
}: {
  own: Schedule;
  unavailable: readonly { email: string; verdict: ScheduleVerdict }[];
  withoutHours: readonly string[];
}): Incomplete | undefined {
  const unread = [...(own.verdict === "ok" ? [] : [own]), ...unavailable];
  const reasons = [
    ...(unread.length > 0
      ? [`Not taken into account: ${unread.map(({ email, verdict }) => `${email} (${verdict})`).join(", ")}.`]
      : []),
    ...(withoutHours.length > 0 ? [`Working hours are not known of: ${withoutHours.join(", ")}.`] : []),
  ];
  return reasons.length > 0 ? { reason: reasons.join(" ") } : undefined;
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
