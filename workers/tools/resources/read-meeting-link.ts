import { ToolError } from "#common/errors.ts";
import { bestPermission } from "#common/tools/define-tool.ts";
import { chatPermissions, meetingPermissions } from "#common/tools/permissions.ts";
import { findMeetingPlaces } from "#workers/tools/calendar/find-meeting-event.ts";
import { joinIncomplete } from "#workers/tools/paging/incomplete.ts";
import { permissionMissing, requirePermission } from "#workers/tools/require-permission.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";
import { calendarEventReader } from "./read-calendar-event.ts";
import { chatMessagesReader } from "./read-chat-messages.ts";
import type { ResourceReader } from "./resource-reader.ts";

const ofEvents = ["Calendars.Read"] as const;
const notInCalendar = { reason: "The meeting's event was not found in the user's calendar; this is its chat." };

/** Reads the event that a link to join a meeting belongs to; where it is in no calendar of the user, its chat. */
export const meetingLinkReader: ResourceReader<"meeting-link"> = {
  async read({ link }, context, part) {
    const { reduced } = requirePermission(meetingPermissions, context.grantedScopes);
    const { eventId, chatId, failure } = await findMeetingPlaces(link, context);
    if (eventId !== undefined) {
      const event = { kind: "calendar-event" as const, eventId };
      const content = await calendarEventReader.read(event, context, part);
      return { ...content, found: content.found ?? event };
    }
    if (chatId === undefined && reduced !== undefined) throw permissionMissing(ofEvents, "The link names no chat.");
    if (chatId === undefined || !bestPermission(chatPermissions, context.grantedScopes)) throw toldOf(failure);
    const chat = { kind: "chat-messages" as const, chatId };
    const { incomplete, ...messages } = await chatMessagesReader.read(chat, context, part);
    const gap = reduced === undefined ? notInCalendar : { reason: `${reduced}.`, missingScopes: [...ofEvents] };
    return { ...messages, found: chat, ...withoutEmpty({ incomplete: joinIncomplete([gap, incomplete]) }) };
  },
};

/** That something else went wrong says more than that nothing was found. */
function toldOf(failure: unknown): unknown {
  const isOther = failure !== undefined && !(failure instanceof ToolError && failure.code === "not_found");
  if (isOther) return failure;
  return new ToolError(
    "not_found",
    "The user's calendar has no event with this link, and Teams names no chat of it. Search for its subject with " +
      "outlook_calendar_search, or open the meeting in Teams.",
  );
}
