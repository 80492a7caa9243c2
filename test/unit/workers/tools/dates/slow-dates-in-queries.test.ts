import { vi } from "vitest";
import { runs } from "#test/support/property-runs.ts";
import { kqlTest } from "#workers/tools/teams/chat-kql-test.ts";
import { fakeContext } from "../fake-context.ts";
import { describeSlowDates } from "./search-slow-dates.ts";

vi.mock("#workers/tools/dates/stoppable.ts", () => import("./never-stopped.ts"));

const context = fakeContext({ timeZone: "Europe/Berlin" });
const zone = { nowMs: context.now(), zone: () => context.timeZone() };

describeSlowDates({
  way: "sent of a chat query",
  read: (text) => kqlTest(`sent:"${text}"`, zone),
  tries: runs(20_000),
});
