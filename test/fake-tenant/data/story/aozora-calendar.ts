import { DateTime } from "luxon";
import {
  type MeetingRecord,
  type TranscriptRecord,
  transcriptOf,
} from "#test/fake-tenant/data/calendar/calendar-store.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import { type NewAttendee, type NewMeeting, occurrenceStart } from "../calendar/calendar-store.ts";
import { outside } from "../compose.ts";
import { addChatMessage } from "../teams/team-store.ts";
import type { Cast } from "./cast.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const tokyo = "Asia/Tokyo";

/** A wall time in Tokyo, so many days from the cast's today. */
function at(cast: Cast, days: number, hour: number, minute = 0): number {
  return DateTime.fromMillis(cast.world.now(), { zone: tokyo })
    .startOf("day")
    .plus({ days })
    .set({ hour, minute })
    .toMillis();
}

/** Meetings around the Kyoto roastery: a weekly series with transcripts, and what else fills a calendar. */
export function addAozoraCalendar(cast: Cast): void {
  addKyotoSeries(cast);
  addHeldMeetings(cast);
  addStandUp(cast);
  addSingles(cast);
  for (const user of cast.world.directory.tenantUsers(cast.tenant.id)) addPrivateMeeting(cast, user);
  shareCalendars(cast);
}

function addKyotoSeries(cast: Cast): void {
  const { who, world } = cast;
  const meeting = world.calendars.add({
    key: "kyoto-weekly",
    tenantId: cast.tenant.id,
    organizer: who("hana.mori"),
    attendees: [
      { who: who("daniel.costa"), response: "accepted" },
      { who: who("yuki.sato"), response: "accepted" },
      { who: who("priya.nair"), type: "optional", response: "tentativelyAccepted" },
      { who: outside.lena, response: "notResponded" },
    ],
    subject: "Kyoto roastery weekly",
    html: "<html><body><p>Agenda: permits, roaster, hiring.</p><p>議題: 許認可、焙煎機、採用。</p></body></html>",
    location: "Microsoft Teams Meeting",
    startAt: at(cast, -21, 10),
    durationMs: 45 * minuteMs,
    timeZone: tokyo,
    recurrence: { pattern: "weekly", interval: 1, count: 8 },
    exceptions: {
      2: { subject: "Kyoto roastery weekly: fire permit special", movedByMs: 2 * hourMs },
      4: { cancelled: true },
    },
    online: "longLink",
    createdAt: cast.hoursAgo(22 * 24),
  });
  addTranscripts(cast, meeting);
}

const talks: readonly (readonly [speaker: string, text: string])[][] = [
  [
    ["Hana Mori", "Good morning. Let us start with the permits."],
    ["Yuki Sato", "申請書は先週提出しました。回答は二週間以内です。"],
    ["Daniel Costa", "The Probat P12 ships on the fourteenth."],
  ],
  [
    ["Hana Mori", "The electrician needs the drawing of the three-phase line."],
    ["Daniel Costa", "I will send it today, 63 amperes at 200 volts."],
  ],
  [
    ["Yuki Sato", "消防の許可が下りました。番号は2026-118です。"],
    ["Hana Mori", "Fantastic. Then the opening stays in eight weeks."],
  ],
];

/** One transcript per occurrence that has been held. */
function addTranscripts({ world, who }: Cast, meeting: MeetingRecord): void {
  if (meeting.online === null) return;
  const chat = world.teams.addChat({
    key: "kyoto-weekly",
    id: meeting.online.chatId,
    chatType: "meeting",
    topic: meeting.subject,
    members: [who("hana.mori"), who("daniel.costa"), who("yuki.sato"), who("priya.nair")],
    createdAt: meeting.createdAt,
    joinUrl: meeting.online.joinUrl,
  });
  for (const [number, talk] of talks.entries()) {
    const startedAt = occurrenceStart(meeting, number) + (meeting.exceptions.get(number)?.movedByMs ?? 0);
    if (startedAt > world.now()) continue;
    const transcript: TranscriptRecord = transcriptOf(meeting.online, startedAt + 2 * minuteMs, talk);
    meeting.online.transcripts.push(transcript);
    const html = `<p>Minutes of week ${number + 1} are in the folder.</p>`;
    addChatMessage({ chat }, { from: who("daniel.costa"), html, createdAt: startedAt + hourMs });
  }
}

/** Meetings of the last weeks by every way to join, each with what was said, where Teams held it. */
function addHeldMeetings(cast: Cast): void {
  const { who, world, tenant } = cast;
  const held = [
    {
      key: "training",
      subject: "Roaster training",
      online: "shortLink",
      said: "Turn the damper before the first crack.",
    },
    { key: "channel", subject: "Opening in the channel", online: "inChannel", said: "The ribbon is cut at eleven." },
    { key: "webinar", subject: "Harvest webinar", online: "elsewhere", said: "" },
  ] as const;
  for (const [index, { key, subject, online, said }] of held.entries()) {
    const startAt = at(cast, -9 + index, 16);
    const meeting = world.calendars.add({
      key,
      tenantId: tenant.id,
      organizer: who("daniel.costa"),
      attendees: [{ who: who("hana.mori"), response: "accepted" }],
      subject,
      startAt,
      durationMs: 30 * minuteMs,
      timeZone: tokyo,
      online,
      createdAt: cast.hoursAgo(400),
    });
    if (meeting.online?.isTeams !== true) continue;
    meeting.online.transcripts.push(transcriptOf(meeting.online, startAt + minuteMs, [["Daniel Costa", said]]));
  }
}

function addStandUp(cast: Cast): void {
  cast.world.calendars.add({
    key: "stand-up",
    tenantId: cast.tenant.id,
    organizer: cast.who("tom.becker"),
    attendees: [
      { who: cast.who("mei.lin"), response: "accepted" },
      { who: cast.who("hana.mori"), response: "accepted" },
    ],
    subject: "Stand-up",
    startAt: at(cast, -30, 17, 30),
    durationMs: 15 * minuteMs,
    // Its wall time is Berlin's, so in Tokyo it moves with European summer time.
    timeZone: "Europe/Berlin",
    recurrence: { pattern: "daily", interval: 1, count: 60 },
    createdAt: cast.hoursAgo(31 * 24),
  });
}

function addSingles(cast: Cast): void {
  const { who, world, tenant } = cast;
  type More = Pick<NewMeeting, "durationMs"> & Partial<NewMeeting>;
  const add = (startAt: number, organizer: NewMeeting["organizer"], key: string, subject: string, more: More) => {
    const usual = { tenantId: tenant.id, timeZone: tokyo, createdAt: cast.hoursAgo(200) };
    world.calendars.add({ ...usual, startAt, organizer, key, subject, ...more });
  };
  const accepted = (alias: string): NewAttendee => ({ who: who(alias), response: "accepted" });
  add(at(cast, 2, 15), who("hana.mori"), "cupping", "Cupping session Thursday", {
    attendees: [accepted("yuki.sato"), { who: who("daniel.costa"), response: "declined" }],
    html: "<p>El Mirador and Yirgacheffe samples, in the lab.</p>",
    location: "Lab, 2F",
    durationMs: hourMs,
    categories: ["Suppliers"],
  });
  add(at(cast, 6, 10), who("yuki.sato"), "inspection", "消防署の検査（京都ロースタリー）", {
    attendees: [accepted("hana.mori")],
    html: "<p>担当官: 京都市消防局。場所: 中京区。</p>",
    location: "京都市中京区",
    durationMs: 2 * hourMs,
    importance: "high",
  });
  add(at(cast, 9, 0), who("aiko.kondo"), "holiday", "Company holiday", {
    attendees: [{ who: who("hana.mori") }, { who: who("kenji.tanaka") }, { who: who("yuki.sato") }],
    durationMs: 24 * hourMs,
    isAllDay: true,
    showAs: "oof",
  });
  add(at(cast, 1, 13), who("kenji.tanaka"), "board", "Board preparation", {
    attendees: [{ who: who("hana.mori"), response: "tentativelyAccepted" }],
    durationMs: 90 * minuteMs,
    sensitivity: "confidential",
  });
  add(at(cast, 1, 10), who("aiko.kondo"), "interviews", "Interviews: roastery hands", {
    attendees: [{ who: who("room.fuji"), type: "resource", response: "accepted" }],
    location: "Meeting Room Fuji",
    durationMs: 2 * hourMs,
  });
  add(at(cast, 3, 11), who("hana.mori"), "cancelled-visit", "Visit of Finca El Mirador", {
    attendees: [accepted("kenji.tanaka")],
    durationMs: hourMs,
    isCancelled: true,
    showAs: "free",
  });
  add(at(cast, -12, 12), who("hana.mori"), "imported", "Import of the old calendar", {
    durationMs: hourMs,
    isDamaged: true,
  });
  add(at(cast, 1, 9), outside.carlos, "carlos-call", "El Mirador: shipping dates", {
    attendees: [accepted("hana.mori")],
    durationMs: 30 * minuteMs,
  });
}

function addPrivateMeeting(cast: Cast, user: UserRecord): void {
  if (!user.hasMailbox || user.isSharedMailbox) return;
  const [subject = "none", body = "none"] = user.canaries;
  cast.world.calendars.add({
    key: `private:${user.id}`,
    tenantId: cast.tenant.id,
    organizer: user,
    subject: `Salary talk ${subject}`,
    html: `<p>About the review, reference ${body}.</p>`,
    startAt: at(cast, 4, 16),
    durationMs: 30 * minuteMs,
    timeZone: tokyo,
    sensitivity: "private",
    createdAt: cast.hoursAgo(100),
  });
}

/** Who may look into whose calendar. */
function shareCalendars({ who, world }: Cast): void {
  world.calendarShares.share(who("hana.mori"), who("kenji.tanaka"));
  world.calendarShares.share(who("info"), who("hana.mori"));
  world.calendarShares.share(who("tom.becker"), who("hana.mori"), "titles");
}
