import { createHash } from "node:crypto";
import { DateTime } from "luxon";
import { immutableMessageId, messageId } from "#test/fake-tenant/data/exchange-ids.ts";
import type { Address } from "#test/fake-tenant/data/mail-types.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import { guidFrom } from "#test/fake-tenant/world/guid.ts";

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

/** How people join: Teams' long or short link, a channel of a team, or a service that is not Teams. */
type OnlineKind = "longLink" | "shortLink" | "inChannel" | "elsewhere";

/** The online side of a meeting. */
function onlineMeetingOf(meeting: MeetingRecord, organizer: UserRecord, kind: OnlineKind): OnlineMeetingRecord {
  const digest = createHash("sha256").update(`meeting:${meeting.key}`).digest();
  const thread = digest.toString("base64url").slice(0, 40);
  const chatId = kind === "inChannel" ? `19:${thread}@thread.tacv2` : `19:meeting_${thread}@thread.v2`;
  const context = JSON.stringify({ Tid: organizer.tenantId, Oid: organizer.id });
  const joinMeetingId = String(2_000_000_000_000 + digest.readUIntBE(0, 5));
  const longLink =
    `https://teams.microsoft.com/l/meetup-join/${encodeURIComponent(chatId)}/0?` +
    `context=${encodeURIComponent(context)}`;
  const joinUrls: Record<OnlineKind, string> = {
    longLink,
    // Announced as the form of all new meetings: microsoft-graph-comms-samples #847.
    shortLink: `https://teams.microsoft.com/meet/${joinMeetingId}?p=${thread.slice(0, 18)}`,
    inChannel: longLink,
    elsewhere: `https://meet.finca-elmirador.example/j/${joinMeetingId}`,
  };
  return {
    // What the id holds is Teams' own business, so a reader has to take it as it comes.
    id: Buffer.from(`1*${organizer.id}*0**${chatId}`).toString("base64"),
    isTeams: kind !== "elsewhere",
    joinUrl: joinUrls[kind],
    longLink,
    joinMeetingId,
    chatId,
    meeting,
    transcripts: [],
  };
}

/**
 * What somebody else sees of a calendar: all but private meetings, titles and places in free/busy ("limited details" in
 * Outlook), or bare free/busy.
 */
type ShareLevel = "calendar" | "titles" | "none";

/** Whose calendar whom was opened to, beyond bare free/busy; private meetings stay closed. */
export function createCalendarShares() {
  const levels = new Map<string, ShareLevel>();
  const keyOf = (owner: UserRecord, reader: UserRecord) => `${owner.id} ${reader.id}`;
  return {
    share(owner: UserRecord, reader: UserRecord, level: ShareLevel = "calendar") {
      levels.set(keyOf(owner, reader), level);
    },
    levelOf: (owner: UserRecord, reader: UserRecord) => levels.get(keyOf(owner, reader)) ?? "none",
  };
}

const turnMs = 5000;

/** The transcript of one occurrence: its turns one after the other. */
export function transcriptOf(
  meeting: OnlineMeetingRecord,
  startedAt: number,
  talk: readonly (readonly [speaker: string, text: string])[],
): TranscriptRecord {
  const key = `${meeting.chatId}:${meeting.transcripts.length}`;
  return {
    id: createHash("sha512").update(`transcript:${key}`).digest("base64").replaceAll("/", "_").replaceAll("+", "-"),
    callId: guidFrom(`call:${key}`),
    createdAt: startedAt,
    endedAt: startedAt + 40 * 60_000,
    turns: talk.map(([speaker, text], index) => ({ speaker, text, atMs: index * turnMs, lengthMs: turnMs - 400 })),
  };
}

const two = (value: number) => String(value).padStart(2, "0");
const stamp = (ms: number) =>
  `${two(Math.floor(ms / 3_600_000))}:${two(Math.floor(ms / 60_000) % 60)}:${two(Math.floor(ms / 1000) % 60)}` +
  `.${String(ms % 1000).padStart(3, "0")}`;

/** WEBVTT as Teams writes it, speakers in voice tags. */
export function transcriptVtt({ turns }: TranscriptRecord, withSpeakers = true): string {
  const cues = turns.map(({ speaker, text, atMs, lengthMs }) => {
    const line = withSpeakers ? `<v ${speaker}>${text}</v>` : text;
    return `${stamp(atMs)} --> ${stamp(atMs + lengthMs)}\r\n${line}\r\n`;
  });
  return `WEBVTT\r\n\r\n${cues.join("\r\n")}`;
}

export type Response = "organizer" | "accepted" | "tentativelyAccepted" | "declined" | "notResponded";
export type ShowAs = "free" | "tentative" | "busy" | "oof" | "workingElsewhere";

export interface Attendee extends Address {
  type: "required" | "optional" | "resource";
  response: Response;
  respondedAt: number | null;
}

/** What the organizer made: one meeting for everybody, a series or a single one. */
export interface MeetingRecord {
  key: string;
  tenantId: string;
  /** null = somebody outside. */
  organizer: UserRecord | null;
  organizerAddress: Address;
  attendees: Attendee[];
  subject: string;
  html: string;
  location: string;
  /** Milliseconds since 1970; all-day meetings begin at midnight of their own zone. */
  startAt: number;
  durationMs: number;
  isAllDay: boolean;
  /** IANA; occurrences keep their wall time in it. */
  timeZone: string;
  recurrence: Recurrence | null;
  exceptions: Map<number, MeetingException>;
  sensitivity: "normal" | "private" | "confidential";
  showAs: ShowAs;
  isCancelled: boolean;
  importance: "low" | "normal" | "high";
  categories: string[];
  /** Its times are lost, as in some imports and exports. */
  isDamaged: boolean;
  online: OnlineMeetingRecord | null;
  createdAt: number;
}

interface Recurrence {
  pattern: "daily" | "weekly";
  interval: number;
  /** How many occurrences there are. */
  count: number;
}

/** What differs in one occurrence, by its number from 0. */
interface MeetingException {
  cancelled?: boolean;
  subject?: string;
  html?: string;
  movedByMs?: number;
  location?: string;
}

export interface OnlineMeetingRecord {
  id: string;
  /** Whether Teams holds it. Of others Graph tells the event alone. */
  isTeams: boolean;
  /** As it stands in the event: the long or the short link. */
  joinUrl: string;
  longLink: string;
  /** The number in the short link. */
  joinMeetingId: string;
  chatId: string;
  meeting: MeetingRecord;
  transcripts: TranscriptRecord[];
}

export interface TranscriptRecord {
  id: string;
  callId: string;
  /** When the recording began and ended. */
  createdAt: number;
  endedAt: number;
  turns: { speaker: string; text: string; atMs: number; lengthMs: number }[];
}

/** A meeting as it stands in one calendar. */
export interface CalendarEvent {
  id: string;
  immutableId: string;
  owner: UserRecord;
  meeting: MeetingRecord;
  type: "singleInstance" | "seriesMaster" | "occurrence" | "exception";
  /** The occurrence's number; null for masters and single ones. */
  number: number | null;
  masterId: string | null;
  startAt: number;
  endAt: number;
  exception: MeetingException | null;
}
