import { z } from "zod";
import { flags, graphBody, numbers, texts } from "#workers/tools/graph-values.ts";
import { graphRecipient } from "#workers/tools/mail/graph-mail.ts";

/** Graph's `dateTimeTimeZone`: a local time and its zone. */
export interface GraphTimeInZone {
  dateTime: string;
  timeZone?: string | null | undefined;
}

/** Damaged and imported items lack times, or their times lack the `dateTime`: both are no time. */
export const graphTimeInZone = z
  .object(texts("dateTime", "timeZone"))
  .nullish()
  .transform((time): GraphTimeInZone | undefined =>
    time?.dateTime ? { dateTime: time.dateTime, timeZone: time.timeZone } : undefined,
  );

const response = z.object(texts("response", "time"));
const location = z.object(texts("displayName"));

const attendee = graphRecipient.extend({
  ...texts("type"),
  status: response.nullish(),
  proposedNewTime: z.object({ start: graphTimeInZone, end: graphTimeInZone }).nullish(),
});
export type GraphAttendee = z.infer<typeof attendee>;

/** Graph's `event`, with the fields of a hit. Any of them can be missing or null; most are, in a shared calendar. */
export const graphEvent = z.object({
  ...texts("id", "subject", "bodyPreview", "importance", "sensitivity", "showAs", "type", "seriesMasterId"),
  ...texts("originalStartTimeZone", "webLink"),
  ...flags("isAllDay", "isCancelled", "isOrganizer", "hasAttachments", "isOnlineMeeting"),
  start: graphTimeInZone,
  end: graphTimeInZone,
  organizer: graphRecipient.nullish(),
  attendees: z.array(attendee).nullish(),
  responseStatus: response.nullish(),
  location: location.nullish(),
  locations: z.array(location).nullish(),
  categories: z.array(z.string()).nullish(),
  onlineMeeting: z.object(texts("joinUrl")).nullish(),
});
export type GraphEvent = z.infer<typeof graphEvent>;

/** Graph writes 0, or a day in the year 1, for what a recurrence doesn't have. */
const numberIfAny = z
  .number()
  .nullish()
  .transform((value) => value || undefined);
const dayIfAny = z
  .string()
  .nullish()
  .transform((day) => (day?.startsWith("0001-") ? undefined : day));
const recurrencePattern = z.object({
  ...texts("type"),
  ...numbers("interval"),
  daysOfWeek: z.array(z.string()).nullish(),
  dayOfMonth: numberIfAny,
  month: numberIfAny,
  ...texts("index"),
});
const recurrenceRange = z.object({
  ...texts("type", "startDate"),
  endDate: dayIfAny,
  numberOfOccurrences: numberIfAny,
});

/** Graph's `patternedRecurrence`. */
export const graphRecurrence = z.object({ pattern: recurrencePattern.nullish(), range: recurrenceRange.nullish() });
export type GraphRecurrence = z.infer<typeof graphRecurrence>;

/** Graph's `event`, with the fields that `read_resource` returns. */
export const graphFullEvent = graphEvent.extend({
  body: graphBody,
  recurrence: graphRecurrence.nullish(),
  ...flags("hideAttendees", "responseRequested"),
  ...texts("createdDateTime", "lastModifiedDateTime"),
});
export type GraphFullEvent = z.infer<typeof graphFullEvent>;

/** What only full hits show. */
const onlyInFull = new Set(["seriesMasterId", "originalStartTimeZone", "webLink", "onlineMeeting"]);

export const selectForFullHits = Object.keys(graphEvent.shape).join(",");
export const selectForHits = Object.keys(graphEvent.shape)
  .filter((name) => !onlyInFull.has(name))
  .join(",");
export const selectForEvent = Object.keys(graphFullEvent.shape).join(",");

/** Makes Graph return times in UTC, whatever the zone of the mailbox. */
export const inUtc = 'outlook.timezone="UTC"';
