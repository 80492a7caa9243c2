import { bestOf } from "#common/tools/define-tool.ts";
import { recapPermissions } from "#common/tools/permissions.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import { findMeeting } from "#workers/tools/calendar/find-meeting.ts";
import {
  attendedBy,
  insightText,
  type OfOccurrence,
  readAttendance,
  readInsights,
  readRecordings,
  shownRecording,
} from "#workers/tools/calendar/meeting-recap.ts";
import { checkTimes, joinUrlOf } from "#workers/tools/calendar/meeting-token.ts";
import { isRefused } from "#workers/tools/optional-request.ts";
import type { Gap } from "#workers/tools/paging/short-answer.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import { withoutEmpty } from "#workers/tools/shown-fields.ts";
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
