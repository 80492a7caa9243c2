import { runs } from "#test/support/property-runs.ts";
import { readPastRange } from "#workers/tools/dates/date-range.ts";
import { fakeContext } from "../fake-context.ts";
import { describeSlowDates } from "./search-slow-dates.ts";

const context = fakeContext({ timeZone: "Europe/Berlin" });

describeSlowDates({
  way: "afterDateTime of a search",
  read: (text) => readPastRange({ afterDateTime: text }, context),
  tries: runs(20_000),
  daily: ["uk"],
});
