import { z } from "zod";
import { graphRecipient } from "#workers/tools/mail/graph-mail.ts";

/** Graph's `dateTimeTimeZone`: a local time and its zone. */
export interface GraphTimeInZone {
  dateTime: string;
  timeZone?: string | null | undefined;
}

/** Damaged and imported items lack times, or their times lack the `dateTime`: both are no time. */
export const graphTimeInZone = z
  .object({ dateTime: z.string().nullish(), timeZone: z.string().nullish() })
  .nullish()
  .transform((time): GraphTimeInZone | undefined =>
    time?.dateTime ? { dateTime: time.dateTime, timeZone: time.timeZone } : undefined,
  );

const response = z.object({ response: z.string().nullish(), time: z.string().nullish() });
const location = z.object({ displayName: z.string().nullish() });

const attendee = graphRecipient.extend({
  type: z.string().nullish(),
  status: response.nullish(),
  proposedNewTime: z.object({ start: graphTimeInZone, end: graphTimeInZone }).nullish(),
});
export type GraphAttendee = z.infer<typeof attendee>;

/** Graph's `event`, with the fields of a hit. Any of them can be missing or null; most are, in a shared calendar. */
export const graphEvent = z.object({
  id: z.string().nullish(),
  subject: z.string().nullish(),
  bodyPreview: z.string().nullish(),
  organizer: graphRecipient.nullish(),
  attendees: z.array(attendee).nullish(),
  start: graphTimeInZone,
  end: graphTimeInZone,
  originalStartTimeZone: z.string().nullish(),
  location: location.nullish(),
  locations: z.array(location).nullish(),
  importance: z.string().nullish(),
  sensitivity: z.string().nullish(),
  showAs: z.string().nullish(),
  isAllDay: z.boolean().nullish(),
  isCancelled: z.boolean().nullish(),
  isOrganizer: z.boolean().nullish(),
  responseStatus: response.nullish(),
  type: z.string().nullish(),
  seriesMasterId: z.string().nullish(),
  categories: z.array(z.string()).nullish(),
  hasAttachments: z.boolean().nullish(),
  webLink: z.string().nullish(),
  isOnlineMeeting: z.boolean().nullish(),
  onlineMeeting: z.object({ joinUrl: z.string().nullish() }).nullish(),
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
  type: z.string().nullish(),
  interval: z.number().nullish(),
  daysOfWeek: z.array(z.string()).nullish(),
  dayOfMonth: numberIfAny,
  month: numberIfAny,
  index: z.string().nullish(),
});
const recurrenceRange = z.object({
  type: z.string().nullish(),
  startDate: z.string().nullish(),
  endDate: dayIfAny,
  numberOfOccurrences: numberIfAny,
});

/** Graph's `patternedRecurrence`. */
export const graphRecurrence = z.object({ pattern: recurrencePattern.nullish(), range: recurrenceRange.nullish() });
export type GraphRecurrence = z.infer<typeof graphRecurrence>;

/** Graph's `event`, with the fields that `read_resource` returns. */
export const graphFullEvent = graphEvent.extend({
  body: z.object({ contentType: z.string().nullish(), content: z.string().nullish() }).nullish(),
  recurrence: graphRecurrence.nullish(),
  hideAttendees: z.boolean().nullish(),
  responseRequested: z.boolean().nullish(),
  createdDateTime: z.string().nullish(),
  lastModifiedDateTime: z.string().nullish(),
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
