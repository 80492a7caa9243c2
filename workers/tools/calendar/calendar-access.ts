import type { ToolPermissions } from "#common/tools/define-tool.ts";

/** Own calendar, and the free and busy times of colleagues. */
export const ownCalendarPermissions: ToolPermissions = [{ scopes: ["Calendars.Read"] }];

/** Another's calendar. Calendars.Read too, so that revoking it blocks all calendars. */
const sharedCalendarPermissions: ToolPermissions = [{ scopes: ["Calendars.Read", "Calendars.Read.Shared"] }];

export function calendarPermissions(owner: string | undefined): ToolPermissions {
  return owner === undefined ? ownCalendarPermissions : sharedCalendarPermissions;
}
