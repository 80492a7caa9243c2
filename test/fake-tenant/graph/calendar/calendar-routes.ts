import { type GraphRoute, readRoutes } from "#test/fake-tenant/graph/graph-call.ts";
import { getEvent, listView } from "./event-routes.ts";
import { getSchedule } from "./get-schedule.ts";

/** Calendars, the caller's own and named ones. */
export const calendarRoutes: readonly GraphRoute[] = [
  { method: "POST", path: "me/calendar/getSchedule", handle: getSchedule },
  ...readRoutes({ calendarView: listView, "events/:event": getEvent }, "me/", "users/:user/"),
];
