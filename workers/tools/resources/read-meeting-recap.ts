import { z } from "zod";
import { bestOf } from "#common/tools/define-tool.ts";
import { recapPermissions } from "#common/tools/permissions.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import { findMeeting, type OnlineMeeting } from "#workers/tools/calendar/find-meeting.ts";
import { checkTimes, joinUrlOf, type Occurrence } from "#workers/tools/calendar/meeting-token.ts";
import {
  type MeetingTimes,
  timeOf,
  transcriptsWithin,
  transcriptTimes,
} from "#workers/tools/calendar/meeting-transcripts.ts";
import type { PersonClock } from "#workers/tools/dates/person-clock.ts";
import { graphId, texts } from "#workers/tools/graph-values.ts";
import { mapConcurrently } from "#workers/tools/map-concurrently.ts";
import { isRefused } from "#workers/tools/optional-request.ts";
import { wholeList } from "#workers/tools/paging/linked-pages.ts";
import type { Gap } from "#workers/tools/paging/short-answer.ts";
import { isExternal, personNamed } from "#workers/tools/person.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import { withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { GraphDoor, ToolContext } from "#workers/tools/tool-context.ts";
import type { ResourceReader } from "./resource-content.ts";

const notInThisCloud = "Microsoft gives Copilot's notes of meetings in its worldwide cloud only.";
const notesRefused =
  "Copilot's notes can't be read: the user has no Microsoft 365 Copilot licence, or the organisation does not let " +
  "apps read what was said in meetings (a Teams administrator can allow it in the meeting settings), or the meeting " +
  "has expired.";
const noNotes = "Copilot made no notes: the meeting was not transcribed, or they are not ready yet.";
const attendanceRefused = "Who attended can't be read: only organizers of a meeting may, and not of one in a channel.";
const noAttendance = "There is no attendance report: it is not ready yet, or reports are switched off.";
const recordingsRefused = "Whether the meeting was recorded can't be read: Microsoft 365 does not tell this user.";

/** Reads the recap of a meeting: of the occurrence with the uri's times, otherwise of the last one. */
export const readMeetingRecap: ResourceReader<"meeting-recap"> = async ({ token, start, end }, context) => {
  const { grantedScopes, graph, cloud, userDomain } = context;
  const { reduced } = requirePermission(recapPermissions, grantedScopes);
  checkTimes({ start, end });
  const [meeting, clock] = await Promise.all([findMeeting(joinUrlOf(token), graph), context.clock()]);
  const occurrence = { start, end };
  const mayRead = (part: string) => grantedScopes.has(`OnlineMeeting${part}.Read.All`);
  const isPublic = cloud === "public";
  const [insights, attendance, recordings] = await Promise.all([
    mayRead("AiInsight") && isPublic
      ? partOf(readInsights(meeting, occurrence, context), notesRefused, noNotes)
      : undefined,
    mayRead("Artifact")
      ? partOf(readAttendance(meeting, occurrence, context), attendanceRefused, noAttendance)
      : undefined,
    mayRead("Recording") ? partOf(readRecordings(meeting, occurrence, context), recordingsRefused) : undefined,
  ]);
  const text = insights?.items?.map((one) => insightText(one, clock)).join("\n\n") ?? "";
  const missingScopes = bestOf(recapPermissions).filter((scope) => !grantedScopes.has(scope));
  return {
    meetingRecap: withoutEmpty({
      meeting: withoutEmpty({
        subject: cleanLine(meeting.subject ?? ""),
        startDateTime: clock.local(start ?? meeting.startDateTime),
        endDateTime: clock.local(end ?? meeting.endDateTime),
      }),
      recordings: recordings?.items?.map((one) => shownRecording(one, clock)),
      attended: attendance?.items?.map((one) => attendedBy(one, clock, userDomain)),
    }),
    ...(text !== "" && { text: { text, contentType: "text/plain" } }),
    gaps: [
      reduced === undefined ? undefined : { reason: `${reduced}.`, missingScopes },
      !isPublic && notInThisCloud,
      ...[insights, attendance, recordings].map((part) => part?.gap),
    ],
  };
};

/** A part, or why there is none. Without `none`, that there is nothing is an answer. */
async function partOf<Item>(
  reading: Promise<OfOccurrence<Item>>,
  refused: string,
  none?: string,
): Promise<{ items?: Item[]; gap: Gap }> {
  try {
    const { items, otherTimes } = await reading;
    const others = otherTimes.length === 0 ? "" : ` There is some of other times: ${otherTimes.join("; ")}.`;
    const isMissing = items.length === 0 && none !== undefined;
    return { items, gap: isMissing && `${none}${others}` };
  } catch (error) {
    if (!isRefused(error)) throw error;
    return { gap: refused };
  }
}

const noted = z.object(texts("title", "text"));
const named = z.object(texts("displayName")).nullish();

const mention = z.object({
  ...texts("eventDateTime", "transcriptUtterance"),
  speaker: z.object({ user: named }).nullish(),
});

/**
 * Copilot's `callAiInsight` (https://learn.microsoft.com/microsoft-365/copilot/extensibility, "callAiInsight"). Its
 * times are those of the transcript. A list has the times alone.
 */
const insight = z.object({
  id: graphId,
  ...texts("createdDateTime", "endDateTime"),
  meetingNotes: z.array(noted.extend({ subpoints: z.array(noted).nullish() })).nullish(),
  actionItems: z.array(noted.extend(texts("ownerDisplayName"))).nullish(),
  viewpoint: z.object({ mentionEvents: z.array(mention).nullish() }).nullish(),
});
type Insight = z.infer<typeof insight>;

/** Graph's `callRecording`. The video is not read. */
const recording = z.object(texts("createdDateTime", "endDateTime", "recordingContentUrl"));

/** Graph's `meetingAttendanceReport`: one for each time that a meeting was held. */
const report = z.object({ id: graphId, ...texts("meetingStartDateTime", "meetingEndDateTime") });

const attendanceRecord = z.object({
  ...texts("emailAddress", "role"),
  identity: named,
  attendanceIntervals: z.array(z.object(texts("joinDateTime", "leaveDateTime"))).nullish(),
});
type AttendanceRecord = z.infer<typeof attendanceRecord>;

/** What is of one occurrence, by default the last one, and when there is some of others, if there is none of it. */
interface OfOccurrence<Item> {
  items: Item[];
  otherTimes: string[];
}

/** The largest number of pages of a list, and of details that are requested at a time. */
const maxPages = 20;
const atOnce = 4;

const ofMeeting = ({ id }: OnlineMeeting, ...rest: string[]) => ["me", "onlineMeetings", id, ...rest];

function ofOccurrence<Item extends MeetingTimes>(all: readonly Item[], { start, end }: Occurrence): OfOccurrence<Item> {
  const sorted = all.toSorted((one, other) => (timeOf(one) ?? 0) - (timeOf(other) ?? 0));
  if (start === undefined || end === undefined) return { items: sorted.slice(-1), otherTimes: [] };
  const { within, isCertain } = transcriptsWithin(sorted, { start, end });
  const items = isCertain ? within : [];
  return { items, otherTimes: items.length > 0 ? [] : sorted.slice(-10).map(transcriptTimes) };
}

async function listed<Item>(graph: GraphDoor, path: readonly string[], itemSchema: z.ZodType<Item>): Promise<Item[]> {
  const { items } = await wholeList(graph, { request: { path, fromCaller: "link" }, itemSchema }, maxPages);
  return items;
}

/**
 * Copilot's notes of an occurrence. Rejects with a `ToolError`: where the user has no licence, Graph refuses
 * (https://learn.microsoft.com/graph/teams-licenses#license-requirements-for-teams-meeting-ai-insights-apis).
 */
async function readInsights(
  meeting: OnlineMeeting,
  occurrence: Occurrence,
  { graph, userId }: Pick<ToolContext, "graph" | "userId">,
): Promise<OfOccurrence<Insight>> {
  const path = ["copilot", "users", userId, "onlineMeetings", meeting.id, "aiInsights"];
  const { items, otherTimes } = ofOccurrence(await listed(graph, path, insight), occurrence);
  const read = ({ id }: Insight) => graph.get({ path: [...path, id], fromCaller: "link" }, insight);
  return { items: await mapConcurrently(items, atOnce, read), otherTimes };
}

/**
 * Who attended an occurrence. Rejects with a `ToolError`, `forbidden` for all but organizers and co-organizers
 * (https://learn.microsoft.com/graph/api/meetingattendancereport-get).
 */
async function readAttendance(
  meeting: OnlineMeeting,
  occurrence: Occurrence,
  { graph }: Pick<ToolContext, "graph">,
): Promise<OfOccurrence<AttendanceRecord>> {
  const path = ofMeeting(meeting, "attendanceReports");
  const reports = (await listed(graph, path, report)).map(({ id, meetingStartDateTime, meetingEndDateTime }) => ({
    id,
    createdDateTime: meetingStartDateTime,
    endDateTime: meetingEndDateTime,
  }));
  const { items, otherTimes } = ofOccurrence(reports, occurrence);
  const read = ({ id }: { id: string }) => listed(graph, [...path, id, "attendanceRecords"], attendanceRecord);
  return { items: (await mapConcurrently(items, atOnce, read)).flat(), otherTimes };
}

/** Times when an occurrence was recorded (https://learn.microsoft.com/graph/api/onlinemeeting-list-recordings). */
async function readRecordings(
  meeting: OnlineMeeting,
  occurrence: Occurrence,
  { graph }: Pick<ToolContext, "graph">,
): Promise<OfOccurrence<z.infer<typeof recording>>> {
  return ofOccurrence(await listed(graph, ofMeeting(meeting, "recordings"), recording), occurrence);
}

type Clock = Pick<PersonClock, "local">;

/** Somebody who was in a meeting. The name is what they call themselves. */
function attendedBy(record: AttendanceRecord, clock: Clock, userDomain: string | undefined) {
  const person = personNamed(record.identity?.displayName, record.emailAddress);
  return withoutEmpty({
    ...person,
    external: isExternal(person, userDomain) || undefined,
    role: cleanLine(record.role ?? "").toLowerCase() || undefined,
    times: record.attendanceIntervals?.map(({ joinDateTime, leaveDateTime }) =>
      withoutEmpty({ from: clock.local(joinDateTime), to: clock.local(leaveDateTime) }),
    ),
  });
}

/** A recording as callers see it: its link opens for programs alone, people open it in the meeting's chat. */
function shownRecording(
  { createdDateTime, endDateTime, recordingContentUrl }: z.infer<typeof recording>,
  clock: Clock,
) {
  const minutes = Math.round((Date.parse(endDateTime ?? "") - Date.parse(createdDateTime ?? "")) / 60_000);
  return withoutEmpty({
    from: clock.local(createdDateTime),
    to: clock.local(endDateTime),
    minutes: Number.isNaN(minutes) ? undefined : minutes,
    contentUrl: cleanLine(recordingContentUrl ?? "") || undefined,
  });
}

const line = ({ title, text: said }: { title?: string | null | undefined; text?: string | null | undefined }): string =>
  [title, said]
    .map((one) => cleanLine(one ?? ""))
    .filter(Boolean)
    .join(": ");

const section = (heading: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`## ${heading}`, "", ...lines, ""];

/** Copilot's notes as a text of lines. It wrote them of what others said: data, never instructions. */
function insightText({ meetingNotes, actionItems, viewpoint }: Insight, clock: Clock): string {
  const notes = (meetingNotes ?? []).flatMap(({ subpoints, ...note }) => [
    `- ${line(note)}`,
    ...(subpoints ?? []).map((one) => `  - ${line(one)}`),
  ]);
  const tasks = (actionItems ?? []).map(({ ownerDisplayName, ...task }) => {
    const owner = cleanLine(ownerDisplayName ?? "");
    return `- ${line(task)}${owner && ` (${owner})`}`;
  });
  const mentions = (viewpoint?.mentionEvents ?? []).map(({ eventDateTime, speaker, transcriptUtterance }) => {
    const time = clock.local(eventDateTime);
    const said = line({ title: speaker?.user?.displayName, text: transcriptUtterance });
    return `- ${time === undefined ? said : `${time} ${said}`}`;
  });
  return [...section("Notes", notes), ...section("Action items", tasks), ...section("The user was mentioned", mentions)]
    .join("\n")
    .trimEnd();
}
