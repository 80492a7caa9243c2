import type { OnlineMeetingRecord, TranscriptRecord } from "#test/fake-tenant/data/calendar/calendar-store.ts";
import { transcriptVtt } from "#test/fake-tenant/data/calendar/calendar-store.ts";
import { header } from "#test/fake-tenant/door/door-types.ts";
import { type GraphCall, type GraphResult, readRoutes } from "#test/fake-tenant/graph/graph-call.ts";
import { badRequest, GraphRefusal } from "#test/fake-tenant/graph/graph-refusal.ts";
import { answer, optionsOf, pageOfList } from "#test/fake-tenant/graph/list-page.ts";
import { parseFilter } from "#test/fake-tenant/graph/odata/filter-parser.ts";
import { guidFrom } from "#test/fake-tenant/world/guid.ts";

export const precise = (milliseconds: number) => new Date(milliseconds).toISOString().replace("Z", "0000Z");

export const meetingNotFound = () => new GraphRefusal(404, "NotFound", "The resource could not be found.");

export function requireScope({ caller }: GraphCall, ...scopes: string[]): void {
  if (scopes.some((scope) => caller.scopes.has(scope))) return;
  throw new GraphRefusal(
    403,
    "Forbidden",
    `No authorization information present on the request. Required: ${scopes.join(" or ")}.`,
  );
}

/** Meetings that the caller organizes or is invited to. */
function visibleMeetings({ world, caller }: GraphCall): OnlineMeetingRecord[] {
  const address = (caller.user.mail ?? caller.user.userPrincipalName).toLowerCase();
  return world.calendars
    .onlineMeetings(caller.tenant.id)
    .filter(
      ({ meeting }) =>
        meeting.organizer === caller.user ||
        meeting.attendees.some((attendee) => attendee.address.toLowerCase() === address),
    );
}

/** Start and end are the series', whichever occurrence one has in mind. */
function meetingJson({ id, longLink, joinMeetingId, chatId, meeting }: OnlineMeetingRecord): Record<string, unknown> {
  const identity = (userId: string | null, name: string) => ({ user: { id: userId, displayName: name } });
  return {
    id,
    creationDateTime: precise(meeting.createdAt),
    startDateTime: precise(meeting.startAt),
    endDateTime: precise(meeting.startAt + meeting.durationMs),
    joinWebUrl: longLink,
    joinMeetingIdSettings: { isPasscodeRequired: false, joinMeetingId, passcode: null },
    subject: meeting.subject,
    isBroadcast: false,
    autoAdmittedUsers: "everyoneInCompany",
    chatInfo: { threadId: chatId, messageId: "0", replyChainMessageId: null },
    participants: {
      organizer: {
        upn: meeting.organizer?.userPrincipalName ?? null,
        role: "presenter",
        identity: identity(meeting.organizer?.id ?? null, meeting.organizerAddress.name),
      },
      attendees: meeting.attendees.map(({ name, address }) => ({
        upn: address,
        role: "presenter",
        identity: identity(null, name),
      })),
    },
  };
}

/** What `$filter` may name, and the meetings that it finds. */
const finders: Readonly<Record<string, (call: GraphCall, value: string) => OnlineMeetingRecord[]>> = {
  joinweburl: (call, value) => {
    const { joinWebUrlFinds, joinWebUrlTakesShortLinks } = call.world.behaviour;
    return visibleMeetings(call)
      .filter(({ meeting }) => joinWebUrlFinds === "everybody" || meeting.organizer === call.caller.user)
      .filter(({ longLink, joinUrl }) => value === longLink || (joinWebUrlTakesShortLinks && value === joinUrl));
  },
  "joinmeetingidsettings/joinmeetingid": (call, value) =>
    visibleMeetings(call).filter(({ joinMeetingId }) => joinMeetingId === value),
  videoteleconferenceid: () => [],
};

/** GET /me/onlineMeetings: one by its join address or number; a whole list is not to be had. */
function findMeeting(call: GraphCall): GraphResult {
  requireScope(call, "OnlineMeetings.Read");
  const options = optionsOf(call, { defaultTop: 10, maxTop: 100 }, "filter");
  if (options.filter === null)
    throw badRequest(
      "Filter expression expected - /onlineMeetings?$filter=JoinWebUrl eq '{JoinWebUrl}'.",
      "InvalidArgument",
    );
  const filter = parseFilter(options.filter);
  const isComparison = filter.kind === "compare" && filter.operator === "eq" && filter.literal.type === "string";
  const find = isComparison ? finders[filter.property.toLowerCase()] : undefined;
  if (!isComparison || find === undefined)
    throw badRequest("The filter expression is not supported.", "InvalidArgument");
  const found = find(call, String(filter.literal.value));
  return answer(call, `users('${call.caller.user.id}')/onlineMeetings`, { value: found.map(meetingJson) });
}

export function meetingOf(call: GraphCall): OnlineMeetingRecord {
  const meeting = visibleMeetings(call).find(({ id }) => id === call.params.meeting);
  if (meeting === undefined) throw meetingNotFound();
  return meeting;
}

function timesOf(call: GraphCall, { transcripts }: OnlineMeetingRecord, transcript: TranscriptRecord) {
  const { transcriptTimes } = call.world.behaviour;
  const isWithoutStart = transcriptTimes === "firstWithoutStart" && transcript === transcripts[0];
  return {
    createdDateTime: isWithoutStart ? null : precise(transcript.createdAt),
    ...(transcriptTimes !== "withoutEnd" && { endDateTime: precise(transcript.endedAt) }),
  };
}

function transcriptJson(call: GraphCall, online: OnlineMeetingRecord, transcript: TranscriptRecord) {
  const { organizer } = online.meeting;
  const path =
    `${call.world.endpoints.graphBaseUrl}/v1.0/users/${organizer?.id}/onlineMeetings/${online.id}/transcripts/` +
    `${transcript.id}/content`;
  return {
    id: transcript.id,
    meetingId: online.id,
    callId: transcript.callId,
    ...timesOf(call, online, transcript),
    contentCorrelationId: guidFrom(`correlation:${transcript.id}`),
    transcriptContentUrl: path,
    meetingOrganizer: {
      application: null,
      device: null,
      user: {
        "@odata.type": "#microsoft.graph.teamworkUserIdentity",
        id: organizer?.id ?? null,
        displayName: null,
        userIdentityType: "aadUser",
        tenantId: organizer?.tenantId ?? null,
      },
    },
  };
}

/** GET .../transcripts: of every occurrence, in no order that helps. */
function listTranscripts(call: GraphCall): GraphResult {
  requireScope(call, "OnlineMeetingTranscript.Read.All");
  refuseClosedTranscripts(call);
  const online = meetingOf(call);
  if (call.request.query.has("$top") && !call.world.behaviour.transcriptsTakeTop)
    throw badRequest("Query option 'Top' is not allowed.", "InvalidArgument");
  const options = optionsOf(call, { defaultTop: 10, maxTop: 100 });
  const { items, links } = pageOfList(call, options, online.transcripts);
  return answer(call, `users('${call.caller.user.id}')/onlineMeetings('${online.id}')/transcripts`, {
    "@odata.count": items.length,
    ...links,
    value: items.map((transcript) => transcriptJson(call, online, transcript)),
  });
}

const withoutSpeakers = "application/vnd.microsoft.graph.transcript+text";

/** Refuses every transcript where the tenant's admin closed them to Graph. */
export function refuseClosedTranscripts({ world }: GraphCall): void {
  if (world.behaviour.transcripts !== "closed") return;
  throw new GraphRefusal(403, "Forbidden", "Graph API access to transcripts is disabled for this tenant.", {
    innerCode: "GraphAccessToTranscriptsDisabled",
  });
}

/** GET .../content: WEBVTT with speakers, or text without, by the Accept header. */
function getContent(call: GraphCall): GraphResult {
  requireScope(call, "OnlineMeetingTranscript.Read.All");
  const { transcripts } = meetingOf(call);
  const transcript = transcripts.find(({ id }) => id === call.params.transcript);
  if (transcript === undefined) throw meetingNotFound();
  refuseClosedTranscripts(call);
  const { behaviour } = call.world;
  const types = (header(call.request, "accept") ?? "")
    .toLowerCase()
    .split(",")
    .map((type) => type.split(";")[0]?.trim() ?? "");
  const asksForText = types.includes(withoutSpeakers);
  if (!asksForText && !types.includes("text/vtt")) throw badRequest("Invalid format '");
  if (!asksForText && behaviour.transcripts === "withoutSpeakers")
    throw new GraphRefusal(
      403,
      "Forbidden",
      `Speaker-attributed transcript content is disabled for this tenant. Retry with Accept '${withoutSpeakers}'.`,
      { innerCode: "SpeakerAttributionNotAllowed" },
    );
  const body = transcriptVtt(transcript, !asksForText);
  return { body, contentType: asksForText ? withoutSpeakers : "text/vtt" };
}

export const meetingRoutes = readRoutes(
  {
    "": findMeeting,
    "/:meeting/transcripts": listTranscripts,
    "/:meeting/transcripts/:transcript/content": getContent,
  },
  "me/onlineMeetings",
);
