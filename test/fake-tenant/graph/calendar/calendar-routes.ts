import type { GraphRoute } from "#test/fake-tenant/graph/graph-call.ts";
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
export const calendarRoutes: readonly GraphRoute[] = ["me", "users/:user"].flatMap((owner): GraphRoute[] => [
  { method: "POST", path: `${owner}/calendar/getSchedule`, handle: getSchedule },
  ...Object.entries(readers).map(([path, handle]) => ({ method: "GET" as const, path: `${owner}/${path}`, handle })),
]);
