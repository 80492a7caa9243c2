import { DateTime } from "luxon";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import { guidFrom } from "#test/fake-tenant/world/guid.ts";
import { immutableMessageId, messageId } from "../exchange-ids.ts";
import type { Address } from "../mail-types.ts";
import type { Attendee, CalendarEvent, MeetingException, MeetingRecord } from "./calendar-types.ts";
import { type OnlineKind, onlineMeetingOf } from "./online-meeting.ts";

type Usual = "html" | "location" | "isAllDay" | "recurrence" | "sensitivity" | "showAs" | "isCancelled" | "importance";

/** What is left out is as in an ordinary meeting. */
export interface NewMeeting extends Partial<Pick<MeetingRecord, Usual | "categories" | "isDamaged">> {
  /** Its ids follow from it. */
  key: string;
  tenantId: string;
  organizer: UserRecord | Address;
  attendees?: readonly NewAttendee[];
  subject: string;
  startAt: number;
  durationMs: number;
  timeZone: string;
  exceptions?: Record<number, MeetingException>;
  online?: OnlineKind;
  createdAt: number;
}

export interface NewAttendee {
  who: UserRecord | Address;
  type?: Attendee["type"];
  response?: Attendee["response"];
}

const isUser = (who: UserRecord | Address): who is UserRecord => "userPrincipalName" in who;
const addressOf = (who: UserRecord | Address): Address =>
  isUser(who) ? { name: who.displayName, address: who.mail ?? who.userPrincipalName } : who;

/** All calendars. A meeting stands in its organizer's and in each attendee's, under ids of its own in each. */
export function createCalendarStore() {
  const meetings: MeetingRecord[] = [];
  const calendars = new Map<string, MeetingRecord[]>();
  const events = new Map<string, Map<string, CalendarEvent>>();
  const expanded = new Map<MeetingRecord, Map<string, CalendarEvent[]>>();

  const enter = (user: UserRecord, meeting: MeetingRecord) => {
    calendars.set(user.id, [...(calendars.get(user.id) ?? []), meeting]);
    events.delete(user.id);
  };
  const eventsOf = (user: UserRecord, meeting: MeetingRecord): CalendarEvent[] => {
    const byUser = expanded.get(meeting) ?? new Map<string, CalendarEvent[]>();
    const known = byUser.get(user.id);
    if (known !== undefined) return known;
    const made = expand(user, meeting);
    expanded.set(meeting, byUser.set(user.id, made));
    return made;
  };
  const all = (user: UserRecord) => (calendars.get(user.id) ?? []).flatMap((meeting) => eventsOf(user, meeting));

  return {
    add(made: NewMeeting) {
      const meeting = meetingOf(made);
      meetings.push(meeting);
      const users = [made.organizer, ...(made.attendees ?? []).map(({ who }) => who)].filter(isUser);
      for (const user of new Set(users)) if (user.hasMailbox) enter(user, meeting);
      return meeting;
    },
    /** What stands in a calendar: singles and series masters, oldest first. */
    masters: (user: UserRecord) => all(user).filter(({ type }) => type === "singleInstance" || type === "seriesMaster"),
    /** Singles, occurrences and exceptions that touch a stretch of time, by start. */
    view: (user: UserRecord, fromMs: number, toMs: number) =>
      all(user)
        .filter((event) => event.type !== "seriesMaster" && event.startAt < toMs && event.endAt > fromMs)
        .sort((a, b) => a.startAt - b.startAt || (a.id < b.id ? -1 : 1)),
    /** By id or immutable id; occurrences too. */
    event(user: UserRecord, id: string) {
      const known = events.get(user.id);
      if (known !== undefined) return known.get(id);
      const made = new Map(
        all(user).flatMap((event) => [
          [event.id, event],
          [event.immutableId, event],
        ]),
      );
      events.set(user.id, made);
      return made.get(id);
    },
    instances: (master: CalendarEvent) =>
      eventsOf(master.owner, master.meeting).filter(({ masterId }) => masterId === master.id),
    onlineMeetings: (tenantId: string) =>
      meetings.flatMap(({ tenantId: id, online }) => (id === tenantId && online?.isTeams === true ? [online] : [])),
  };
}

function meetingOf({ online, attendees = [], exceptions = {}, ...made }: NewMeeting): MeetingRecord {
  const organizer = isUser(made.organizer) ? made.organizer : null;
  const meeting: MeetingRecord = {
    html: "",
    location: "",
    isAllDay: false,
    recurrence: null,
    sensitivity: "normal",
    showAs: "busy",
    isCancelled: false,
    importance: "normal",
    categories: [],
    isDamaged: false,
    attachments: [],
    ...made,
    key: `${made.tenantId}:${made.key}`,
    organizer,
    organizerAddress: addressOf(made.organizer),
    attendees: attendees.map(({ who, type = "required", response = "notResponded" }) => ({
      ...addressOf(who),
      type,
      response,
      respondedAt: response === "notResponded" ? null : made.createdAt + 3_600_000,
    })),
    exceptions: new Map(Object.entries(exceptions).map(([number, change]) => [Number(number), change])),
    online: null,
  };
  if (online !== undefined && organizer !== null) meeting.online = onlineMeetingOf(meeting, organizer, online);
  return meeting;
}

function expand(owner: UserRecord, meeting: MeetingRecord): CalendarEvent[] {
  const { recurrence, startAt, durationMs, key } = meeting;
  const event = (suffix: string, facts: Pick<CalendarEvent, "type" | "number" | "startAt">): CalendarEvent => ({
    id: messageId(`event:${owner.id}:${key}${suffix}`),
    immutableId: immutableMessageId(`event:${owner.id}:${key}${suffix}`),
    owner,
    meeting,
    masterId: null,
    endAt: facts.startAt + durationMs,
    exception: null,
    ...facts,
  });
  if (recurrence === null) return [event("", { type: "singleInstance", number: null, startAt })];
  const master = event("", { type: "seriesMaster", number: null, startAt });
  const occurrences: CalendarEvent[] = [];
  for (let number = 0; number < recurrence.count; number += 1) {
    const exception = meeting.exceptions.get(number) ?? null;
    if (exception?.cancelled === true) continue;
    const startsAt = occurrenceStart(meeting, number) + (exception?.movedByMs ?? 0);
    const type = exception === null ? "occurrence" : "exception";
    occurrences.push({
      ...event(`:${number}`, { type, number, startAt: startsAt }),
      masterId: master.id,
      exception,
    });
  }
  return [master, ...occurrences];
}

/** When an occurrence was first meant to begin: the same wall time in the meeting's zone, over any clock change. */
export function occurrenceStart(meeting: MeetingRecord, number: number): number {
  const { recurrence, startAt, timeZone } = meeting;
  const step = (recurrence?.interval ?? 1) * number;
  const first = DateTime.fromMillis(startAt, { zone: timeZone });
  return first.plus(recurrence?.pattern === "daily" ? { days: step } : { weeks: step }).toMillis();
}

/** The identifier that all copies of a meeting share. */
export const iCalUIdOf = (meeting: MeetingRecord): string =>
  `040000008200E00074C5B7101A82E00800000000${guidFrom(`ical:${meeting.key}`).replaceAll("-", "").toUpperCase()}`;
