import { describe, expect, it } from "vitest";
import { lacking, refusedAs, toolErrorOf } from "#test/support/tool-error-of.ts";
import { graphEvent } from "#workers/tools/calendar/graph-event.ts";
import type { GraphRequest } from "#workers/tools/tool-context.ts";
import { callsOf } from "../call-tool.ts";
import { type FakeContextOptions, fakeContext } from "../fake-context.ts";

const select = Object.keys(graphEvent.shape).join(",");
const inUtc = ['outlook.timezone="UTC"'];
/** 11:30 in Berlin on a Tuesday. */
const nowIso = "2026-11-24T10:30:00Z";

const scopes = ["Calendars.Read", "Calendars.Read.Shared"];

function calendar(options: FakeContextOptions = {}) {
  return fakeContext({ scopes, nowIso, timeZone: "Europe/Berlin", answers: () => ({ value: [] }), ...options });
}

const search = callsOf("outlook_calendar_search", { detail: "full" });

const refusalOf = (input: Record<string, unknown>, options: FakeContextOptions = {}) =>
  toolErrorOf(search(input, calendar(options)));

const utc = (dateTime: string) => ({ dateTime: `${dateTime}.0000000`, timeZone: "UTC" });

/** From midnight to midnight of these days. */
const allDay = (id: string, first: string, after: string) => ({
  ...event(id, `${first}T00:00:00`, { isAllDay: true }),
  end: utc(`${after}T00:00:00`),
});

/** An event of half an hour that begins at this UTC time. */
function event(id: string, start: string, more: object = {}) {
  const end = new Date(Date.parse(`${start}Z`) + 1_800_000).toISOString().slice(0, 19);
  return { id, subject: `Event ${id}`, start: utc(start), end: utc(end), ...more };
}

function events(count: number, first = 0) {
  const minute = (at: number) => new Date(Date.UTC(2026, 0, 1) + at * 3_600_000).toISOString().slice(0, 19);
  return Array.from({ length: count }, (_, at) => event(`e${first + at}`, minute(first + at)));
}

/** A calendar of Graph: every view lists the events that overlap it, in the order asked for, in pages. */
function view(all: ReturnType<typeof event>[], seen: [string, string][] = []) {
  return (_path: string, { query = {} }: GraphRequest) => {
    const from = String(query.startDateTime);
    const to = String(query.endDateTime);
    seen.push([from, to]);
    const within = all.filter(
      ({ start, end }) =>
        Date.parse(`${start.dateTime}Z`) < Date.parse(to) && Date.parse(`${end.dateTime}Z`) > Date.parse(from),
    );
    within.sort((one, other) => one.start.dateTime.localeCompare(other.start.dateTime));
    return { value: String(query.$orderby).endsWith("desc") ? within.reverse() : within };
  };
}

describe("outlook_calendar_search asks Graph", () => {
  it("for the view of a range, in UTC, with every occurrence", async () => {
    const context = calendar();
    const output = await search({ afterDateTime: "2026-03-28", beforeDateTime: "2026-03-30" }, context);
    expect(context.calls).toEqual([
      {
        method: "GET",
        url:
          "/me/calendarView?startDateTime=2026-03-27T23:00:00Z&endDateTime=2026-03-29T22:00:00Z&$orderby=start/" +
          `dateTime&$top=11&$select=${select}`,
        prefer: inUtc,
      },
    ]);
    expect(output.effectiveQuery).toEqual({
      calendar: "the user's own default calendar",
      after: "2026-03-28T00:00:00+01:00 (Europe/Berlin)",
      before: "2026-03-30T00:00:00+02:00 (Europe/Berlin)",
      order: "earliest start first",
    });
  });

  it("without dates for a year ahead from today, then a year back from today", async () => {
    const context = calendar();
    const { effectiveQuery } = await search({}, context);
    expect(context.calls.map(({ url }) => url.replace(/&\$top.*/, ""))).toEqual([
      "/me/calendarView?startDateTime=2026-11-23T23:00:00Z&endDateTime=2027-11-24T10:30:00Z&$orderby=start/dateTime",
      "/me/calendarView?startDateTime=2025-11-24T10:30:00Z&endDateTime=2026-11-23T23:00:00Z&$orderby=start/dateTime " +
        "desc",
    ]);
    expect(effectiveQuery).toMatchObject({
      after: "2025-11-24T11:30:00+01:00 (Europe/Berlin), by default",
      before: "2027-11-24T11:30:00+01:00 (Europe/Berlin), by default",
    });
  });

  it("for a year from the one date that is given", async () => {
    const context = calendar();
    await search({ afterDateTime: "2028-01-01T00:00:00Z" }, context);
    await search({ beforeDateTime: "2020-01-01T00:00:00Z" }, context);
    expect(context.calls.map(({ url }) => url.match(/startDateTime=(.*)&endDateTime=([^&]*)/)?.slice(1))).toEqual([
      ["2028-01-01T00:00:00Z", "2029-01-01T00:00:00Z"],
      ["2019-01-01T00:00:00Z", "2020-01-01T00:00:00Z"],
    ]);
  });

  it("in parts that Graph accepts if the range is longer than five years", async () => {
    const seen: [string, string][] = [];
    await search(
      { afterDateTime: "2015-01-01T00:00:00Z", beforeDateTime: "2026-01-01T00:00:00Z", order: "newest" },
      calendar({ answers: view([], seen) }),
    );
    expect(seen).toHaveLength(3);
    expect(seen[0]?.[1]).toBe("2026-01-01T00:00:00Z");
    expect(seen.at(-1)?.[0]).toBe("2015-01-01T00:00:00Z");
    for (const [at, [from, to]] of seen.entries()) {
      expect(Date.parse(to) - Date.parse(from)).toBeLessThanOrEqual(1_825 * 86_400_000);
      if (at > 0) expect(seen[at - 1]?.[0]).toBe(to);
    }
  });

  it("for a shared calendar, which needs its own permission", async () => {
    const context = calendar();
    await search({ calendarOwnerEmail: "room-1@sub-domain.contoso.com", afterDateTime: "2026-01-01" }, context);
    expect(context.calls[0]?.url).toMatch(/^\/users\/room-1@sub-domain\.contoso\.com\/calendarView\?/);
    const refused = await refusalOf({ calendarOwnerEmail: "a@contoso.com" }, { scopes: ["Calendars.Read"] });
    expect(refused).toEqual(lacking("Calendars.Read.Shared"));
  });
});

describe("outlook_calendar_search finds", () => {
  const people = {
    organizer: { emailAddress: { name: "Anna Schmidt", address: "anna@contoso.com" } },
    attendees: [
      { emailAddress: { name: "Bob O'Neil", address: "bob@contoso.com" }, type: "required" },
      { emailAddress: { name: "Room 12", address: "room12@contoso.com" }, type: "resource" },
    ],
  };
  const all = [
    event("plan", "2026-11-24T09:00:00", { subject: "Quarterly Planning: Café", ...people }),
    event("party", "2026-11-24T11:00:00", { subject: "Party", bodyPreview: "Bring the plan", categories: ["Fun"] }),
    event("ja", "2026-11-24T12:00:00", { subject: "四半期計画会議", location: { displayName: "東京" } }),
    event("one", "2026-11-24T13:00:00", { subject: "1:1 Anna/Bob", locations: [{ displayName: "Fourth Coffee" }] }),
  ];

  it.each([
    [{ query: "plan" }, ["plan", "party"]],
    [{ query: "PLANNING cafe" }, ["plan"]],
    [{ query: '"quarterly planning"' }, ["plan"]],
    [{ query: '"planning quarterly"' }, []],
    [{ query: "art" }, []],
    [{ query: "subject:plan" }, ["plan"]],
    [{ query: "title:plan" }, ["plan"]],
    [{ query: "plan AND cafe" }, ["plan"]],
    [{ query: "計画" }, ["ja"]],
    [{ query: "location:東京" }, ["ja"]],
    [{ query: "1:1" }, ["one"]],
    [{ query: "coffee" }, ["one"]],
    [{ query: "fun" }, ["party"]],
    [{ query: "schmidt" }, ["plan"]],
    [{ query: "*" }, ["plan", "party", "ja", "one"]],
    [{ attendee: "bob@contoso.com" }, ["plan"]],
    [{ attendee: "BOB@CONTOSO.COM" }, ["plan"]],
    [{ attendee: "ob@contoso.com" }, []],
    [{ attendee: "o'neil bob" }, ["plan"]],
    [{ attendee: "Anna Schmidt" }, ["plan"]],
    [{ attendee: "anna@contoso.com", organizer: "anna@contoso.com" }, ["plan"]],
    [{ organizer: "Anna" }, ["plan"]],
    [{ organizer: "bob@contoso.com" }, []],
    [{ organizer: "anna@contoso.com", attendee: "room12@contoso.com", query: "café" }, ["plan"]],
  ])("by %j", async (input, ids) => {
    const output = await search({ afterDateTime: "today", ...input }, calendar({ answers: view(all) }));
    expect(output.events.map(({ id }) => id)).toEqual(ids);
    expect(output.totalResultCount).toBe(ids.length);
  });

  it("says which text was not searched when it finds nothing", async () => {
    const output = await search({ query: "nowhere" }, calendar({ answers: view(all) }));
    expect(output).toMatchObject({ events: [], moreResults: false, totalResultCount: 0 });
    expect(output.incomplete?.reason).toContain("first 255 characters");
  });

  it("upcoming events first, then past ones, each once", async () => {
    const list = [
      event("old", "2026-11-20T09:00:00"),
      allDay("allday", "2026-11-24", "2026-11-25"),
      allDay("spans", "2026-11-22", "2026-11-26"),
      { ...event("night", "2026-11-23T22:00:00"), end: utc("2026-11-24T02:00:00") },
      event("next", "2026-12-01T09:00:00"),
      event("yesterday", "2026-11-23T09:00:00"),
    ];
    const output = await search({}, calendar({ answers: view(list) }));
    expect(output.events.map(({ id }) => id)).toEqual(["spans", "night", "allday", "next", "yesterday", "old"]);
  });

  it.each(["oldest", "newest"])("each once across the parts of a long range, %s first", async (order) => {
    const list = Array.from({ length: 24 }, (_, at) => ({
      ...event(`y${at}`, `${2010 + Math.floor(at / 2)}-${at % 2 ? "06" : "01"}-01T00:00:00`),
      end: utc(`${2012 + Math.floor(at / 2)}-01-01T00:00:00`),
    }));
    const range = { afterDateTime: "2010-01-01", beforeDateTime: "2026-01-01" };
    const { events } = await search({ ...range, order, limit: 25 }, calendar({ answers: view(list) }));
    const ids = events.map(({ id }) => id);
    expect(new Set(ids).size).toBe(24);
    expect(ids).toHaveLength(24);
  });
});

describe("outlook_calendar_search answers", () => {
  it("with local time, its zone and UTC, across a change of daylight saving", async () => {
    const both = [event("a", "2026-03-28T09:00:00"), event("b", "2026-03-30T09:00:00")];
    const context = calendar({ answers: view(both) });
    const { events: hits } = await search({ afterDateTime: "2026-03-01", beforeDateTime: "2026-04-01" }, context);
    const inBerlin = (dateTime: string) => ({ dateTime, timeZone: "Europe/Berlin" });
    expect(hits.map(({ start, end }) => [start, end])).toEqual([
      [inBerlin("2026-03-28T10:00:00"), inBerlin("2026-03-28T10:30:00")],
      [inBerlin("2026-03-30T11:00:00"), inBerlin("2026-03-30T11:30:00")],
    ]);
    expect(hits.map(({ startUtc, endUtc }) => [startUtc, endUtc])).toEqual([
      ["2026-03-28T09:00:00Z", "2026-03-28T09:30:00Z"],
      ["2026-03-30T09:00:00Z", "2026-03-30T09:30:00Z"],
    ]);
  });

  const zones = ["Pacific/Auckland", "America/Los_Angeles", "UTC"];
  it.each(zones)("with the same days for an all-day event in %s", async (timeZone) => {
    const context = calendar({ answers: view([allDay("d", "2026-12-24", "2026-12-27")]) });
    const { events: hits } = await search({ timeZone, afterDateTime: "2026-12-01" }, context);
    expect(hits[0]).toMatchObject({
      isAllDay: true,
      start: { dateTime: "2026-12-24T00:00:00", timeZone },
      end: { dateTime: "2026-12-27T00:00:00", timeZone },
    });
    expect(hits[0]).not.toHaveProperty("startUtc");
  });

  it.each([
    ["2026-12-25", { start: "2026-12-24", end: undefined }],
    ["2026-12-27", { start: "2026-12-24", end: "2026-12-26" }],
  ])("with the first and the last day of an all-day event that ends at midnight to %s", async (after, days) => {
    const context = calendar({ answers: view([allDay("d", "2026-12-24", after)]) });
    const { events } = await search({ afterDateTime: "2026-12-01", detail: undefined }, context);
    const [{ start, end } = {}] = events;
    expect({ start, end }).toEqual(days);
  });

  it("with addresses in the calendar that is read, and who is from elsewhere", async () => {
    const full = event("AAMk/a=", "2026-11-24T09:00:00", {
      organizer: { emailAddress: { name: "Eve", address: "eve@evil.example" } },
      locations: [{ displayName: "Room 12" }, { displayName: "Online" }],
      importance: "High",
      type: "occurrence",
      seriesMasterId: "master=",
      categories: ["Blue"],
    });
    const context = calendar({ userDomain: "contoso.com", answers: view([full]) });
    const { events: hits } = await search({ calendarOwnerEmail: "boss@contoso.com" }, context);
    expect(hits[0]).toMatchObject({
      uri: "calendar:///events/AAMk%2Fa%3D?owner=boss%40contoso.com",
      external: true,
      location: "Room 12; Online",
      importance: "high",
      seriesMasterUri: "calendar:///events/master%3D?owner=boss%40contoso.com",
      categories: ["Blue"],
    });
  });

  it("with the number of attendees if it does not list them all", async () => {
    const attendees = Array.from({ length: 60 }, (_, at) => ({ emailAddress: { address: `p${at}@contoso.com` } }));
    const context = calendar({ answers: view([event("a", "2026-12-01T09:00:00", { attendees })]) });
    const { events: hits } = await search({}, context);
    expect(hits[0]?.attendees).toHaveLength(50);
    expect(hits[0]).toMatchObject({ attendeeCount: 60 });
  });
});

it("outlook_calendar_search goes on in another answer after some pages, and says how far it has come", async () => {
  const pages = Object.fromEntries(
    Array.from({ length: 14 }, (_, at) => [
      `https://graph/${at + 1}`,
      {
        value: at === 11 ? [event("hit", "2026-09-01T09:00:00", { subject: "Needle" })] : events(100, at * 100),
        ...(at < 13 && { "@odata.nextLink": `https://graph/${at + 2}` }),
      },
    ]),
  );
  const answers = () => ({ value: events(100), "@odata.nextLink": "https://graph/1" });
  const context = calendar({ answers, pages });
  const first = await search({ afterDateTime: "2026-01-01", beforeDateTime: "2026-12-01", query: "needle" }, context);
  expect(first).toMatchObject({ events: [], moreResults: true, eventsLookedThrough: 1_000 });
  expect(first).not.toHaveProperty("totalResultCount");
  expect(first.incomplete?.reason).toMatch(
    /^1000 events were looked through .* starts 2026-.*go on with nextCursor\.$/,
  );
  expect(context.calls).toHaveLength(10);
  const second = await search({ cursor: first.nextCursor }, context);
  expect(second.events.map(({ id }) => id)).toEqual(["hit"]);
  expect(second).toMatchObject({ moreResults: false, totalResultCount: 1 });
  expect(second).not.toHaveProperty("incomplete");
});

describe("outlook_calendar_search refuses", () => {
  it.each([
    [{ query: "plan OR party" }, /query: "OR"/],
    [{ query: "NOT party" }, /query: "NOT"/],
    [{ query: "-party" }, /query: "-party"/],
    [{ query: "received>=2026-01-01" }, /query: "received>=2026-01-01"/],
    [{ query: "from:anna" }, /query: "from:anna"/],
    [{ query: "!!!" }, /no letters/],
    [{ attendee: "@" }, /attendee: "@" has no letters/],
    [{ timeZone: "Mars/Base" }, /timeZone/],
    [{ afterDateTime: "1066-10-14" }, /from 1970 to 2200/],
    [{ afterDateTime: "2026-01-02", beforeDateTime: "2026-01-01" }, /is not earlier/],
  ])("%j with a reason", async (input, message) => {
    expect(await refusalOf(input)).toEqual(refusedAs("invalid_input", message));
  });

  it("to tell whether another person's calendar exists or is not shared", async () => {
    const refused = await refusalOf({ calendarOwnerEmail: "x@contoso.com" }, { answers: () => undefined });
    expect(refused.message).toMatch(/does not exist, or is not shared with you/);
  });
});
