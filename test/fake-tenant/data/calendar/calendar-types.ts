import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import type { Address, StoredAttachment } from "../mail-types.ts";

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
  attachments: StoredAttachment[];
  createdAt: number;
}

export interface Recurrence {
  pattern: "daily" | "weekly";
  interval: number;
  /** How many occurrences there are. */
  count: number;
}

/** What differs in one occurrence, by its number from 0. */
export interface MeetingException {
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
