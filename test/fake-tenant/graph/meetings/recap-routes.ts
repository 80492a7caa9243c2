import type { OnlineMeetingRecord, TranscriptRecord } from "#test/fake-tenant/data/calendar/calendar-store.ts";
import { type GraphCall, type GraphResult, type GraphRoute, readRoutes } from "#test/fake-tenant/graph/graph-call.ts";
import { badRequest, GraphRefusal } from "#test/fake-tenant/graph/graph-refusal.ts";
import { answer } from "#test/fake-tenant/graph/list-page.ts";
import { guidFrom } from "#test/fake-tenant/world/guid.ts";
import { meetingNotFound, meetingOf, precise, refuseClosedTranscripts, requireScope } from "./meeting-routes.ts";

/*
 * What Teams and Copilot keep of a meeting that was held. Every occurrence with a transcript was recorded too, and
 * attended by those who accepted.
 */

const forbidden = (message: string) => new GraphRefusal(403, "Forbidden", message);

/** The meeting, unless it was held in a channel, of which these APIs give nothing, as their pages say. */
function privateMeeting(call: GraphCall): OnlineMeetingRecord {
  const online = meetingOf(call);
  if (online.chatId.includes("@thread.tacv2")) throw meetingNotFound();
  // The page of list-recordings supports no options.
  const [name] = call.request.query.keys();
  if (name !== undefined) throw badRequest(`Query option '${name}' is not allowed.`, "InvalidArgument");
  return online;
}

const insightId = ({ id }: TranscriptRecord) => `insight-${id}`;

const timesOf = ({ createdAt, endedAt }: TranscriptRecord) => ({
  createdDateTime: precise(createdAt),
  endDateTime: precise(endedAt),
});

/** A meeting of which the caller may have Copilot's notes. */
function notedMeeting(call: GraphCall): OnlineMeetingRecord {
  requireScope(call, "OnlineMeetingAiInsight.Read.All");
  if (call.params.user !== call.caller.user.id)
    throw forbidden("Insights can be fetched on behalf of their user only.");
  if (!call.world.behaviour.copilotLicences) throw forbidden("The user does not have a valid license.");
  // No source says that the switch for transcripts closes them too.
  refuseClosedTranscripts(call);
  return privateMeeting(call);
}

/** Without its notes, as in lists: callaiinsight-get has them. */
const insightJson = (online: OnlineMeetingRecord, transcript: TranscriptRecord) => ({
  id: insightId(transcript),
  callId: transcript.callId,
  contentCorrelationId: guidFrom(`correlation:${transcript.id}`),
  meetingId: online.id,
  ...timesOf(transcript),
});

/** Notes of what was said: promises are action items, and whoever says the caller's first name mentions them. */
function notesJson({ caller }: GraphCall, { turns, createdAt }: TranscriptRecord) {
  const [first] = turns;
  const name = caller.user.givenName ?? caller.user.displayName;
  return {
    meetingNotes: [
      {
        title: "What was discussed",
        text: first?.text ?? "",
        subpoints: turns.slice(1).map(({ speaker, text }) => ({ title: speaker, text })),
      },
    ],
    actionItems: turns
      .filter(({ text }) => /\bI will\b/.test(text))
      .map(({ speaker, text }) => ({ title: "To do", text, ownerDisplayName: speaker })),
    viewpoint: {
      mentionEvents: turns
        .filter(({ text }) => text.includes(name))
        .map(({ speaker, text, atMs }) => ({
          eventDateTime: precise(createdAt + atMs),
          transcriptUtterance: text,
          speaker: { application: null, device: null, user: { id: null, displayName: speaker } },
        })),
    },
  };
}

function listInsights(call: GraphCall): GraphResult {
  const online = notedMeeting(call);
  return answer(call, `copilot/users('${call.caller.user.id}')/onlineMeetings('${online.id}')/aiInsights`, {
    value: online.transcripts.map((transcript) => insightJson(online, transcript)),
  });
}

function getInsight(call: GraphCall): GraphResult {
  const online = notedMeeting(call);
  const transcript = online.transcripts.find((one) => insightId(one) === call.params.insight);
  if (transcript === undefined) throw meetingNotFound();
  const what = `copilot/users('${call.caller.user.id}')/onlineMeetings('${online.id}')/aiInsights/$entity`;
  return answer(call, what, { ...insightJson(online, transcript), ...notesJson(call, transcript) });
}

/** A meeting of which the caller may know who attended: "only the organizer or co-organizer". */
function reportedMeeting(call: GraphCall): OnlineMeetingRecord {
  requireScope(call, "OnlineMeetingArtifact.Read.All");
  const online = privateMeeting(call);
  if (online.meeting.organizer !== call.caller.user) throw forbidden("Only organizers can read attendance reports.");
  return online;
}

const reportId = ({ id }: TranscriptRecord) => guidFrom(`report:${id}`);

/** Who was there: the organizer, and whoever accepted, who left once in between. */
function recordsOf({ meeting }: OnlineMeetingRecord, { createdAt, endedAt }: TranscriptRecord) {
  const record = (name: string, address: string, role: string, times: readonly (readonly [number, number])[]) => ({
    emailAddress: address,
    totalAttendanceInSeconds: times.reduce((sum, [from, to]) => sum + (to - from) / 1_000, 0),
    role,
    identity: { id: guidFrom(`person:${address}`), displayName: name, tenantId: null },
    attendanceIntervals: times.map(([from, to]) => ({
      joinDateTime: precise(from),
      leaveDateTime: precise(to),
      durationInSeconds: (to - from) / 1_000,
    })),
  });
  const half = (createdAt + endedAt) / 2;
  return [
    record(meeting.organizerAddress.name, meeting.organizerAddress.address, "Organizer", [[createdAt, endedAt]]),
    ...meeting.attendees
      .filter(({ response }) => response === "accepted")
      .map(({ name, address }) =>
        record(name, address, "Attendee", [
          [createdAt, half - 60_000],
          [half, endedAt],
        ]),
      ),
  ];
}

function listReports(call: GraphCall): GraphResult {
  const online = reportedMeeting(call);
  return answer(call, `users('${call.caller.user.id}')/onlineMeetings('${online.id}')/attendanceReports`, {
    value: online.transcripts.map((transcript) => ({
      id: reportId(transcript),
      totalParticipantCount: recordsOf(online, transcript).length,
      meetingStartDateTime: precise(transcript.createdAt),
      meetingEndDateTime: precise(transcript.endedAt),
      attendanceRecords: [],
    })),
  });
}

function listRecords(call: GraphCall): GraphResult {
  const online = reportedMeeting(call);
  const transcript = online.transcripts.find((one) => reportId(one) === call.params.report);
  if (transcript === undefined) throw meetingNotFound();
  return answer(call, "attendanceRecords", { value: recordsOf(online, transcript) });
}

function listRecordings(call: GraphCall): GraphResult {
  requireScope(call, "OnlineMeetingRecording.Read.All");
  const online = privateMeeting(call);
  const { organizer } = online.meeting;
  const list = `users('${organizer?.id}')/onlineMeetings('${online.id}')/recordings`;
  return answer(call, list, {
    "@odata.count": online.transcripts.length,
    value: online.transcripts.map((transcript) => ({
      id: `recording-${transcript.id}`,
      meetingId: online.id,
      callId: transcript.callId,
      ...timesOf(transcript),
      recordingContentUrl: `${call.world.endpoints.graphBaseUrl}/v1.0/${list}/recording-${transcript.id}/content`,
    })),
  });
}

const handlers: Record<string, GraphRoute["handle"]> = {
  "copilot/users/:user/onlineMeetings/:meeting/aiInsights": listInsights,
  "copilot/users/:user/onlineMeetings/:meeting/aiInsights/:insight": getInsight,
  "me/onlineMeetings/:meeting/attendanceReports": listReports,
  "me/onlineMeetings/:meeting/attendanceReports/:report/attendanceRecords": listRecords,
  "me/onlineMeetings/:meeting/recordings": listRecordings,
};

export const recapRoutes = readRoutes(handlers, "");
