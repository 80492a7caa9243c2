import { ToolError } from "#common/errors.ts";
import { calendarPermissions } from "#common/tools/permissions.ts";
import { attendeesLeftOut, calendarEvent } from "#workers/tools/calendar/event-content.ts";
import {
  type GraphFullEvent,
  type GraphRecurrence,
  graphFullEvent,
  inUtc,
  selectForEvent,
} from "#workers/tools/calendar/graph-event.ts";
import { isExternal, personOf } from "#workers/tools/mail/mail-people.ts";
import { inMailbox, mailboxPath } from "#workers/tools/mail/mailbox.ts";
import { joinIncomplete } from "#workers/tools/paging/incomplete.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { ResourceContent } from "./resource-content.ts";
import type { ResourceOf, ResourceReader } from "./resource-reader.ts";

const asHtml = 'outlook.body-content-type="html"';

/** An event, a series or one occurrence: its fields, who answered what, and its text as Markdown. */
export const calendarEventReader: ResourceReader<"calendar-event"> = {
  async read(uri, context) {
    requirePermission(calendarPermissions(uri.owner), context.grantedScopes);
    const [event, zone] = await Promise.all([inMailbox(uri.owner, () => getEvent(uri, context)), context.timeZone()]);
    const [recurrence, body] = await Promise.all([recurrenceOf(event, uri, context), textOf(event, context)]);
    const shown = calendarEvent(event, { owner: uri.owner, zone, userDomain: context.userDomain, recurrence });
    const incomplete = joinIncomplete([attendeesLeftOut(shown), body.incomplete]);
    return { event: shown, ...body, ...(incomplete && { incomplete }) };
  },
};

function getEvent({ owner, eventId }: ResourceOf<"calendar-event">, { graph }: ToolContext): Promise<GraphFullEvent> {
  const path = [...mailboxPath(owner), "events", eventId];
  return graph.get({ path, query: { $select: selectForEvent }, prefer: [inUtc, asHtml] }, graphFullEvent);
}

/** An occurrence doesn't say how its series recurs; its master does. */
async function recurrenceOf(
  event: GraphFullEvent,
  { owner }: ResourceOf<"calendar-event">,
  { graph }: ToolContext,
): Promise<GraphRecurrence | undefined> {
  if (event.recurrence || !event.seriesMasterId) return event.recurrence ?? undefined;
  const path = [...mailboxPath(owner), "events", event.seriesMasterId];
  try {
    const master = await graph.get({ path, query: { $select: "id,recurrence" } }, graphFullEvent);
    return master.recurrence ?? undefined;
  } catch (error) {
    // Somebody who was invited to one occurrence only has no master in the calendar.
    if (error instanceof ToolError && (error.code === "not_found" || error.code === "forbidden")) return undefined;
    throw error;
  }
}

async function textOf(
  { body, organizer }: GraphFullEvent,
  context: ToolContext,
): Promise<Pick<ResourceContent, "text" | "incomplete">> {
  if (!body?.content?.trim()) return {};
  const isHtml = body.contentType?.toLowerCase() !== "text";
  const extracted = await context.extractText({
    bytes: new TextEncoder().encode(body.content),
    mediaType: isHtml ? "text/html; charset=utf-8" : "text/plain; charset=utf-8",
    isBody: true,
  });
  const writtenBy = personOf(organizer);
  return {
    text: {
      text: extracted.text,
      contentType: isHtml ? "text/markdown" : "text/plain",
      writtenBy,
      external: isExternal(writtenBy, context.userDomain),
    },
    ...(extracted.incomplete !== undefined && { incomplete: { reason: extracted.incomplete } }),
  };
}
