import { DateTime } from "luxon";
import { expect, it } from "vitest";
import { personClock } from "#workers/tools/dates/person-clock.ts";

const nowMs = Date.parse("2026-11-30T13:05:42Z");
const inBerlin = personClock("Europe/Berlin", nowMs);

it("tells a moment in the person's zone, with the offset of that day, and seconds without their parts", () => {
  expect(inBerlin.local("2026-03-03T08:00:00Z")).toBe("2026-03-03T09:00+01:00");
  expect(inBerlin.local("2026-07-03T22:30:00Z")).toBe("2026-07-04T00:30+02:00");
  expect(inBerlin.local("2026-03-03T17:00:00+09:00")).toBe("2026-03-03T09:00+01:00");
  expect(personClock("Asia/Kolkata", nowMs).local("2026-03-03T08:00:00Z")).toBe("2026-03-03T13:30+05:30");
  expect(inBerlin.local("2026-03-03T08:00:07.1234567Z")).toBe("2026-03-03T09:00:07+01:00");
  expect(inBerlin.local("2026-03-03T08:00:00.1234567Z")).toBe("2026-03-03T09:00+01:00");
});

it.each(["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"])(
  "tells any moment of some years as luxon does in %s, also around changes of the clocks",
  (zone) => {
    const { local } = personClock(zone, nowMs);
    for (let unixMs = Date.parse("2025-01-01T00:00:00Z"); unixMs < nowMs; unixMs += 6_300_000) {
      const expected = DateTime.fromMillis(unixMs, { zone }).toISO({
        suppressMilliseconds: true,
        suppressSeconds: true,
      });
      expect(local(new Date(unixMs).toISOString())).toBe(expected);
    }
  },
);

it.each(["2026-03-03", "2026-03-03T09:00:00", "2026-02-32T09:00:00Z", "soon", "", undefined, null])(
  "leaves %j as it is, or has no time where there is none",
  (time) => {
    expect(inBerlin.local(time)).toBe(time ?? undefined);
  },
);

it("tells what time it is, with the weekday and the zone", () => {
  expect(inBerlin.now).toBe("Mon 2026-11-30T14:05+01:00 (Europe/Berlin)");
  expect(personClock("Pacific/Auckland", nowMs).now).toBe("Tue 2026-12-01T02:05+13:00 (Pacific/Auckland)");
});

it("takes UTC for a zone that is not known, and says so", () => {
  const clock = personClock(null, nowMs);
  expect(clock.zone).toBe("UTC");
  expect(clock.local("2026-03-03T08:00:00Z")).toBe("2026-03-03T08:00Z");
  expect(clock.now).toMatch(/^Mon 2026-11-30T13:05Z \(UTC; the user's time zone is not known/);
});
