import { vi } from "vitest";
import { runs } from "#test/support/property-runs.ts";
import { readCalendarRange } from "#workers/tools/calendar/calendar-range.ts";
import { fakeContext } from "../fake-context.ts";
import { describeSlowDates } from "./search-slow-dates.ts";

vi.mock("#workers/tools/dates/stoppable.ts", () => import("./never-stopped.ts"));

const context = fakeContext({ timeZone: "Europe/Berlin" });
describeSlowDates({
  way: "beforeDateTime of a calendar",
  read: (text) => readCalendarRange({ beforeDateTime: text }, { context, tendency: "future" }),
  tries: runs(20_000),
});
