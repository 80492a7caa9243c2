import { ToolError } from "#common/errors.ts";
import { bestPermission } from "#common/tools/define-tool.ts";
import { chatOrMembersPermissions, meetingPermissions } from "#common/tools/permissions.ts";
import { attendeesLeftOut, calendarEvent } from "#workers/tools/calendar/event-content.ts";
import { findMeetingPlaces } from "#workers/tools/calendar/find-meeting.ts";
import {
  type GraphFullEvent,
  type GraphRecurrence,
  graphFullEvent,
  inUtc,
  selectForEvent,
} from "#workers/tools/calendar/graph-event.ts";
import { ifReadable } from "#workers/tools/format-resource-uri.ts";
import { bodiesAsHtml } from "#workers/tools/mail/graph-mail.ts";
import { inMailbox, mailboxPath } from "#workers/tools/mail/mailbox.ts";
import { hasCode, undefinedIfRefused } from "#workers/tools/optional-request.ts";
import { permissionMissing, requirePermission } from "#workers/tools/require-permission.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { readChatMessages } from "./read-chat-message.ts";
import type { ResourceOf, ResourceReader } from "./resource-content.ts";
import { extractBody } from "./resource-text.ts";

/** Reads an event, series or occurrence: its properties, the responses, and its body as Markdown. */
export const readCalendarEvent: ResourceReader<"calendar-event"> = async (uri, context) => {
  const [event, clock] = await Promise.all([inMailbox(uri.owner, () => getEvent(uri, context)), context.clock()]);
  const [recurrence, body] = await Promise.all([
    recurrenceOf(event, uri, context),
    event.body?.content?.trim() ? extractBody(event.body, context) : undefined,
  ]);
  const { userDomain } = context;
  const shown = calendarEvent(event, { owner: uri.owner, clock, userDomain, nowMs: context.now(), recurrence });
  return {
    found: ifReadable({ ...uri, eventId: event.id ?? uri.eventId }),
    event: shown,
    text: body?.text,
    gaps: [attendeesLeftOut(shown), body?.incomplete],
  };
};

function getEvent({ owner, eventId }: ResourceOf<"calendar-event">, { graph }: ToolContext): Promise<GraphFullEvent> {
  const path = [...mailboxPath(owner), "events", eventId];
  const query = { $select: selectForEvent };
  return graph.get({ path, query, prefer: [inUtc, bodiesAsHtml], fromCaller: "id" }, graphFullEvent);
}

/** The recurrence of a series. For an occurrence, it is requested from the series master. */
async function recurrenceOf(
  event: GraphFullEvent,
  { owner }: ResourceOf<"calendar-event">,
  { graph }: ToolContext,
): Promise<GraphRecurrence | undefined> {
  if (event.recurrence || !event.seriesMasterId) return event.recurrence ?? undefined;
  const path = [...mailboxPath(owner), "events", event.seriesMasterId];
  // A calendar lacks the series master if only an occurrence was forwarded to its owner.
  const master = await undefinedIfRefused(graph.get({ path, query: { $select: "id,recurrence" } }, graphFullEvent));
  return master?.recurrence ?? undefined;
}

const ofEvents = ["Calendars.Read"] as const;
const notInCalendar = "The meeting's event was not found in the user's calendar; this is its chat.";

/** Reads the event that a link to join a meeting belongs to; where it is in no calendar of the user, its chat. */
export const readMeetingLink: ResourceReader<"meeting-link"> = async ({ link }, context, part) => {
  const { reduced } = requirePermission(meetingPermissions, context.grantedScopes);
  const { eventId, chatId, failure } = await findMeetingPlaces(link, context);
  if (eventId !== undefined) {
    const event = { kind: "calendar-event" as const, eventId };
    const content = await readCalendarEvent(event, context, part);
    return { ...content, found: content.found ?? event };
  }
  if (chatId === undefined && reduced !== undefined) throw permissionMissing(ofEvents, "The link names no chat.");
  if (chatId === undefined || !bestPermission(chatOrMembersPermissions, context.grantedScopes)) throw toldOf(failure);
  const chat = { kind: "chat-messages" as const, chatId };
  const { gaps = [], ...messages } = await readChatMessages(chat, context, part);
  const gap = reduced === undefined ? notInCalendar : { reason: `${reduced}.`, missingScopes: [...ofEvents] };
  return { ...messages, found: chat, gaps: [gap, ...gaps] };
};

/** Error that says more: what else went wrong, rather than that nothing was found. */
function toldOf(failure: unknown): unknown {
  if (failure !== undefined && !hasCode(failure, "not_found")) return failure;
  return new ToolError(
    "not_found",
    "The user's calendar has no event with this link, and Teams names no chat of it. Search for its subject with " +
      "outlook_calendar_search, or open the meeting in Teams.",
  );
}
