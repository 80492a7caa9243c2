import { vi } from "vitest";
import { runs } from "#test/support/property-runs.ts";
import { readPastRange } from "#workers/tools/dates/date-range.ts";
import { fakeContext } from "../fake-context.ts";
import { describeSlowDates } from "./search-slow-dates.ts";

vi.mock("#workers/tools/dates/stoppable.ts", () => import("./never-stopped.ts"));

const context = fakeContext({ timeZone: "Europe/Berlin" });

describeSlowDates({
  way: "afterDateTime of a search",
  read: (text) => readPastRange({ afterDateTime: text }, context),
  tries: runs(20_000),
});
