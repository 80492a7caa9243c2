import { calendarPermissions } from "#common/tools/permissions.ts";
import { attendeesLeftOut, calendarEvent } from "#workers/tools/calendar/event-content.ts";
import {
  type GraphFullEvent,
  type GraphRecurrence,
  graphFullEvent,
  inUtc,
  selectForEvent,
} from "#workers/tools/calendar/graph-event.ts";
import { ifReadable } from "#workers/tools/format-resource-uri.ts";
import { bodiesAsHtml } from "#workers/tools/mail/graph-mail.ts";
import { personOf } from "#workers/tools/mail/mail-people.ts";
import { inMailbox, mailboxPath } from "#workers/tools/mail/mailbox.ts";
import { orNothing } from "#workers/tools/optional-request.ts";
import { joinIncomplete } from "#workers/tools/paging/incomplete.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { extractBody } from "./extract-body.ts";
import type { ResourceText } from "./resource-content.ts";
import type { ResourceOf, ResourceReader } from "./resource-reader.ts";

/** Reads an event, series or occurrence: its properties, the responses, and its body as Markdown. */
export const calendarEventReader: ResourceReader<"calendar-event"> = {
  async read(uri, context) {
    requirePermission(calendarPermissions(uri.owner), context.grantedScopes);
    const [event, clock] = await Promise.all([inMailbox(uri.owner, () => getEvent(uri, context)), context.clock()]);
    const [recurrence, body] = await Promise.all([recurrenceOf(event, uri, context), readBody(event, context)]);
    const shown = calendarEvent(event, { owner: uri.owner, clock, userDomain: context.userDomain, recurrence });
    const incomplete = joinIncomplete([attendeesLeftOut(shown), body?.incomplete]);
    const found = ifReadable({ ...uri, eventId: event.id ?? uri.eventId });
    const text = body && { text: asWrittenByOrganizer(body.text) };
    return { found, event: shown, ...text, ...(incomplete && { incomplete }) };
  },
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
  const master = await orNothing(graph.get({ path, query: { $select: "id,recurrence" } }, graphFullEvent));
  return master?.recurrence ?? undefined;
}

/** Without what the event itself says of its organizer. */
const asWrittenByOrganizer = (text: ResourceText): ResourceText => ({
  ...text,
  writtenBy: undefined,
  external: undefined,
});

async function readBody({ body, organizer }: GraphFullEvent, context: ToolContext) {
  if (!body?.content?.trim()) return undefined;
  return await extractBody(body, { writtenBy: personOf(organizer) }, context);
}
