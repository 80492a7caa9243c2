import { type GraphRoute, readRoutes } from "#test/fake-tenant/graph/graph-call.ts";
import { getEvent, listEventAttachments, listEvents, listInstances, listView } from "./event-routes.ts";
import { getSchedule } from "./get-schedule.ts";

const readers: Record<string, GraphRoute["handle"]> = {
  calendarView: listView,
  "calendar/calendarView": listView,
  events: listEvents,
  "calendar/events": listEvents,
  "events/:event": getEvent,
  "events/:event/instances": listInstances,
  "events/:event/attachments": listEventAttachments,
};

/** Calendars, the caller's own and named ones. */
export const calendarRoutes: readonly GraphRoute[] = [
  { method: "POST", path: "me/calendar/getSchedule", handle: getSchedule },
  { method: "POST", path: "users/:user/calendar/getSchedule", handle: getSchedule },
  ...readRoutes(readers, "me/", "users/:user/"),
];
