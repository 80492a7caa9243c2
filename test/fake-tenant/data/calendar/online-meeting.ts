import { createHash } from "node:crypto";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import type { MeetingRecord, OnlineMeetingRecord } from "./calendar-types.ts";

/** How people join: Teams' long or short link, a channel of a team, or a service that is not Teams. */
export type OnlineKind = "longLink" | "shortLink" | "inChannel" | "elsewhere";

/** The online side of a meeting. */
export function onlineMeetingOf(meeting: MeetingRecord, organizer: UserRecord, kind: OnlineKind): OnlineMeetingRecord {
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
