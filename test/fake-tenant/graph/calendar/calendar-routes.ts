import type { GraphRoute } from "#test/fake-tenant/graph/graph-call.ts";
import { getSchedule } from "./get-schedule.ts";

export const calendarRoutes: readonly GraphRoute[] = ["me", "users/:user"].map((owner) => ({
  method: "POST" as const,
  path: `${owner}/calendar/getSchedule`,
  handle: getSchedule,
}));
