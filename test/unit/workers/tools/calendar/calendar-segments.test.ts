import { expect, it } from "vitest";
import { calendarSegments } from "#workers/tools/calendar/calendar-segments.ts";

const midnight = "2026-03-10T00:00:00.0000000";

it.each([
  ["America/New_York", "2026-03-10T04:00:00Z"],
  ["Pacific/Honolulu", "2026-03-10T10:00:00Z"],
  ["UTC", "2026-03-10T00:00:00Z"],
  ["Asia/Tokyo", "2026-03-09T15:00:00Z"],
])(
  "in %s, yesterday's all-day event is in the past alone, and one that lasts until today is not there again",
  (zone, today) => {
    const todayMs = Date.parse(today);
    const day = 86_400_000;
    const segments = calendarSegments({
      afterMs: todayMs - 5 * day,
      beforeMs: todayMs + 5 * day,
      todayMs,
      order: "upcoming",
      terms: [],
      zone,
    });
    const past = segments.at(-1);
    const event = (end: string) => ({
      id: "1",
      isAllDay: true,
      start: { dateTime: "2026-03-09T00:00:00.0000000", timeZone: "UTC" },
      end: { dateTime: end, timeZone: "UTC" },
    });
    expect(past?.isRepeat(event(midnight))).toBe(false);
    expect(past?.isRepeat(event("2026-03-11T00:00:00.0000000"))).toBe(true);
  },
);
