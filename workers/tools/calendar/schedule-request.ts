import type { CallersPart, GraphRequest } from "#workers/tools/tool-context.ts";

/** The longest range that is documented for one request, in days. */
export const maxScheduleDays = 42;

/**
 * A request for the schedules of these addresses, with times in UTC.
 * https://learn.microsoft.com/graph/api/calendar-getschedule
 */
export function scheduleRequest(
  emails: readonly string[],
  { fromMs, toMs, slotMinutes }: { fromMs: number; toMs: number; slotMinutes: number },
): GraphRequest & { body: unknown; fromCaller: CallersPart } {
  const body = {
    schedules: emails,
    startTime: inUtc(fromMs),
    endTime: inUtc(toMs),
    availabilityViewInterval: slotMinutes,
  };
  return { path: ["me", "calendar", "getSchedule"], body, fromCaller: "address" };
}

function inUtc(unixMs: number) {
  return { dateTime: new Date(unixMs).toISOString().slice(0, 19), timeZone: "UTC" };
}
