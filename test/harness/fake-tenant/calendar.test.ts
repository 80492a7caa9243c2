import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Answer, type Fixture, listOf, refusal, startFixture, subjects } from "./fixture.ts";
import { pageOf, post, search } from "./search-door.ts";

const dayMs = 86_400_000;

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterEach(() => fixture.tenant.control.resetScript());
afterAll(() => fixture.close());

type Options = Parameters<Fixture["graph"]>[2];
const get = (alias: string, path: string, options?: Options) => fixture.graph(fixture.person(alias), path, options);
const days = (count: number) => new Date(Date.now() + count * dayMs).toISOString();
const span = (from: number, to: number) => `startDateTime=${days(from)}&endDateTime=${days(to)}`;
const view = (alias: string, from: number, to: number, more = "", options?: Options) =>
  get(alias, `/me/calendarView?${span(from, to)}&$top=1000${more}`, options);
const bySubject = (answer: Answer, subject: string) => listOf(answer).filter((event) => event.subject === subject);

describe("a calendar view", () => {
  it("expands a series, with its exceptions and without what was cancelled of it", async () => {
    const events = listOf(await view("hana.mori", -40, 60, "&$orderby=start/dateTime"));
    const series = events.filter(({ subject }) => String(subject).startsWith("Kyoto roastery weekly"));
    expect(series.map(({ type }) => type)).toEqual([
      "occurrence",
      "occurrence",
      "exception",
      "occurrence",
      "occurrence",
      "occurrence",
      "occurrence",
    ]);
    expect(new Set(series.map(({ seriesMasterId }) => seriesMasterId)).size).toBe(1);
    const one = await get("hana.mori", `/me/events/${encodeURIComponent(String(series[1]?.id))}`);
    expect(one.json).toMatchObject({ type: "occurrence", start: series[1]?.start, isOnlineMeeting: true });
    const master = await get("hana.mori", `/me/events/${encodeURIComponent(String(series[0]?.seriesMasterId))}`);
    expect(master.json).toMatchObject({ type: "seriesMaster", recurrence: { pattern: { type: "weekly" } } });
  });

  it("keeps a series at its wall time when clocks change", async () => {
    const october = Date.UTC(2026, 9, 20, 3);
    const autumn = await startFixture(() => october);
    try {
      const from = new Date(october - 30 * dayMs).toISOString();
      const to = new Date(october + 25 * dayMs).toISOString();
      const path = `/me/calendarView?startDateTime=${from}&endDateTime=${to}&$top=1000`;
      const times = async (zone: string) => {
        const options = { headers: { prefer: `outlook.timezone="${zone}"` } };
        const events = bySubject(await autumn.graph(autumn.person("mei.lin"), path, options), "Stand-up");
        return [...new Set(events.map(({ start }) => (start as { dateTime: string }).dateTime.slice(11, 16)))].sort();
      };
      expect(await times("W. Europe Standard Time")).toEqual(["10:30"]);
      expect(await times("Tokyo Standard Time")).toEqual(["17:30", "18:30"]);
    } finally {
      await autumn.close();
    }
  });

  it("answers in the zone that is preferred, all-day meetings at midnight of any zone", async () => {
    for (const zone of ["Tokyo Standard Time", "America/New_York", "UTC"]) {
      const options = { headers: { prefer: `outlook.timezone="${zone}"` } };
      const answer = await view("hana.mori", 0, 20, "", options);
      expect(answer.headers["preference-applied"]).toContain(zone);
      const [holiday] = bySubject(answer, "Company holiday");
      expect(holiday).toMatchObject({ isAllDay: true, start: { timeZone: zone } });
      expect((holiday?.start as { dateTime: string } | undefined)?.dateTime).toMatch(/T00:00:00\.0000000$/);
    }
    const wrong = await view("hana.mori", 0, 1, "", { headers: { prefer: 'outlook.timezone="Atlantis"' } });
    expect(refusal(wrong)).toEqual([400, "TimeZoneNotSupportedException"]);
  });

  it("pages, filters and sorts", async () => {
    await fixture.tenant.control.setBehaviour({ emptyPages: false });
    const first = await get("hana.mori", `/me/calendarView?${span(-40, 60)}&$orderby=start/dateTime`);
    expect(listOf(first)).toHaveLength(10);
    const link = String(first.json["@odata.nextLink"]).slice(`${fixture.tenant.graphBaseUrl}/v1.0`.length);
    expect(listOf(await get("hana.mori", link))).toHaveLength(10);
    const found = await view("hana.mori", -40, 60, "&$filter=contains(subject,'Cupping')&$select=subject");
    expect(subjects(found)).toEqual(["Cupping session Thursday"]);
    expect(Object.keys(listOf(found)[0] ?? {})).toEqual(["@odata.etag", "id", "subject"]);
  });

  it.each([
    ["/me/calendarView", 400, "ErrorInvalidParameter"],
    [`/me/calendarView?startDateTime=soon&endDateTime=${days(1)}`, 400, "ErrorInvalidParameter"],
    [`/me/calendarView?${span(2, 1)}`, 400, "ErrorCalendarEndDateIsEarlierThanStartDate"],
    [`/me/calendarView?${span(0, 1826)}`, 400, "ErrorInvalidRequest"],
    [`/me/calendarView?${span(0, 1)}&$search="x"`, 400, "BadRequest"],
    [`/me/calendarView?${span(0, 1)}&$select=colour`, 400, "RequestBroker--ParseUri"],
    [`/me/calendarView?${span(0, 1)}&$top=1001`, 400, "BadRequest"],
    ["/me/events/nonsense", 400, "ErrorInvalidIdMalformed"],
    [`/me/events/AAMkAD${"A".repeat(60)}`, 404, "ErrorItemNotFound"],
    [`/users/nobody%40x.example/calendarView?${span(0, 1)}`, 404, "ErrorInvalidUser"],
    [`/users/mei.lin%40aozora-coffee.example/calendarView?${span(0, 1)}`, 404, "ErrorItemNotFound"],
  ])("refuses %s", async (path, status, code) => {
    expect(refusal(await get("hana.mori", path))).toEqual([status, code]);
  });
});

describe("who sees what of a calendar", () => {
  const hana = "/users/hana.mori%40aozora-coffee.example/calendarView";

  it("a colleague with whom it is shared sees private meetings as times only", async () => {
    const answer = await get("kenji.tanaka", `${hana}?${span(-1, 20)}&$top=100`);
    expect(subjects(answer)).toContain("Cupping session Thursday");
    expect(bySubject(answer, "Private Appointment").length).toBeGreaterThan(0);
    for (const canary of fixture.person("hana.mori").canaries) expect(answer.text).not.toContain(canary);
  });

  it("scopes decide about others' calendars and about bodies", async () => {
    const withScopes = (path: string, scopes: string[]) => get("kenji.tanaka", path, { mint: { scopes } });
    expect(refusal(await withScopes(`${hana}?${span(0, 1)}`, ["Calendars.Read"]))).toEqual([403, "ErrorAccessDenied"]);
    const basic = await withScopes(`/me/calendarView?${span(-1, 20)}`, ["Calendars.ReadBasic"]);
    expect(listOf(basic)[0]).not.toHaveProperty("body");
    expect(refusal(await withScopes(`/me/calendarView?${span(0, 1)}`, ["Mail.Read"]))).toEqual([
      403,
      "ErrorAccessDenied",
    ]);
  });

  it("an invitation shows each answer, and a cancelled one says so", async () => {
    const answer = await view("kenji.tanaka", -1, 20);
    expect(bySubject(answer, "Canceled: Visit of Finca El Mirador")).toMatchObject([{ isCancelled: true }]);
    const [cupping] = bySubject(await view("yuki.sato", -1, 20), "Cupping session Thursday");
    expect(cupping).toMatchObject({ responseStatus: { response: "accepted" }, isOrganizer: false });
    expect(JSON.stringify(cupping?.attendees)).toContain('"response":"declined"');
  });

  it("search finds masters of one's own calendar", async () => {
    const found = pageOf(await search(fixture, fixture.person("hana.mori"), { types: "event", query: "焙煎機" }));
    expect(found.hits.map(({ resource }) => resource.type)).toEqual(["SeriesMaster"]);
    const other = await search(fixture, fixture.person("lena.vogt@nordlys-kaffe.example"), {
      types: "event",
      query: "roastery",
    });
    expect(pageOf(other).hits.map(({ resource }) => resource.subject)).toEqual(["Kyoto roastery weekly"]);
  });
});

describe("getSchedule", () => {
  const hana = "hana.mori@aozora-coffee.example";
  const ask = (schedules: string[], more: Record<string, unknown> = {}) =>
    post(fixture, fixture.person("kenji.tanaka"), "/me/calendar/getSchedule", {
      body: {
        schedules,
        startTime: { dateTime: days(0).slice(0, 19), timeZone: "UTC" },
        endTime: { dateTime: days(7).slice(0, 19), timeZone: "UTC" },
        ...more,
      },
    });

  it("draws what is in the calendar, with details only where it is shared", async () => {
    const [first, second] = listOf(await ask([hana, "yuki.sato@aozora-coffee.example"]));
    expect(first?.availabilityView).toHaveLength(7 * 48);
    expect(first?.availabilityView).toMatch(/2/);
    expect(first?.availabilityView).toMatch(/1/);
    expect(JSON.stringify(first?.scheduleItems)).toContain("Cupping session Thursday");
    expect(JSON.stringify(second?.scheduleItems)).not.toContain("Cupping");
    for (const canary of fixture.person("hana.mori").canaries) expect(JSON.stringify(first)).not.toContain(canary);
  });

  it("understands wall times of a zone", async () => {
    const at = (time: string) => ({ dateTime: time, timeZone: "Tokyo Standard Time" });
    const answer = await ask([hana], { startTime: at("2027-03-01T09:00:00"), endTime: at("2027-03-01T18:00:00") });
    expect(listOf(answer)[0]?.availabilityView).toBe("0".repeat(18));
  });

  it("lets one bad mailbox fail alone", async () => {
    await fixture.tenant.control.setBehaviour({ brokenScheduleAddresses: ["mei.lin@aozora-coffee.example"] });
    const rows = listOf(
      await ask([hana, "nobody@x.example", "mei.lin@aozora-coffee.example", "warehouse.old@aozora-coffee.example"]),
    );
    expect(rows.map(({ error }) => (error as { responseCode?: string } | undefined)?.responseCode)).toEqual([
      undefined,
      "ErrorMailRecipientNotFound",
      "ErrorFreeBusyGenerationFailed",
      "ErrorMailboxStoreUnavailable",
    ]);
  });

  it.each([
    [
      "21 schedules",
      Array.from({ length: 21 }, (_unused, index) => `u${index}@x.example`),
      {},
      "ErrorMailboxDataArrayTooBig",
    ],
    ["a slot of 4 minutes", [hana], { availabilityViewInterval: 4 }, "ErrorInvalidMergedFreeBusyInterval"],
    ["a slot of two days", [hana], { availabilityViewInterval: 2880 }, "ErrorInvalidMergedFreeBusyInterval"],
    ["no schedule", [], {}, "BadRequest"],
  ])("refuses %s", async (_name, schedules, more, code) => {
    expect(refusal(await ask(schedules, more))).toEqual([400, code]);
  });
});

describe("transcripts", () => {
  const joinUrl = async () => {
    const event = listOf(await view("hana.mori", -40, 60)).find(({ isOnlineMeeting }) => isOnlineMeeting);
    return (event?.onlineMeeting as { joinUrl: string } | undefined)?.joinUrl ?? "none";
  };
  const meeting = async (alias: string) => {
    const filter = `JoinWebUrl eq '${await joinUrl()}'`;
    return get(alias, `/me/onlineMeetings?$filter=${encodeURIComponent(filter)}`);
  };
  const transcripts = async () => `/me/onlineMeetings/${listOf(await meeting("hana.mori"))[0]?.id}/transcripts`;
  const vtt = { headers: { accept: "text/vtt" } };

  it("are one per occurrence of a series, whose meeting is found by its join address alone", async () => {
    await fixture.tenant.control.setBehaviour({ joinWebUrlFinds: "everybody", transcriptTimes: "both" });
    expect(listOf(await meeting("daniel.costa"))).toHaveLength(1);
    const list = listOf(await get("daniel.costa", await transcripts()));
    expect(list).toHaveLength(3);
    const texts = await Promise.all(
      list.map(async ({ id }) => (await get("hana.mori", `${await transcripts()}/${id}/content`, vtt)).text),
    );
    expect(texts[2]).toContain("<v Yuki Sato>消防の許可が下りました。番号は2026-118です。</v>");
    expect(new Set(texts).size).toBe(3);
    expect(listOf(await meeting("kenji.tanaka"))).toEqual([]);
    expect(refusal(await get("hana.mori", "/me/onlineMeetings"))).toEqual([400, "InvalidArgument"]);
  });

  it("are those of a meeting that its number finds, where its address finds it for the organizer alone", async () => {
    const { joinMeetingIdSettings } = listOf(await meeting("hana.mori"))[0] as {
      joinMeetingIdSettings: { joinMeetingId: string };
    };
    const byNumber = (alias: string, number = joinMeetingIdSettings.joinMeetingId) => {
      const filter = `joinMeetingIdSettings/joinMeetingId eq '${number}'`;
      return get(alias, `/me/onlineMeetings?$filter=${encodeURIComponent(filter)}`);
    };
    expect(listOf(await meeting("daniel.costa"))).toEqual([]);
    for (const alias of ["daniel.costa", "hana.mori"]) expect(listOf(await byNumber(alias))).toHaveLength(1);
    expect(listOf(await byNumber("kenji.tanaka"))).toEqual([]);
    const events = listOf(await view("hana.mori", -40, 60)) as {
      subject: string;
      onlineMeeting: { joinUrl: string };
    }[];
    const link = events.find(({ subject }) => subject === "Roaster training")?.onlineMeeting.joinUrl ?? "";
    const [, number = ""] = /^https:\/\/teams\.microsoft\.com\/meet\/(\d+)\?p=/.exec(link) ?? [];
    const byLink = () => {
      const path = `/me/onlineMeetings?$filter=${encodeURIComponent(`JoinWebUrl eq '${link}'`)}`;
      return get("daniel.costa", path);
    };
    expect(listOf(await byNumber("daniel.costa", number))[0]?.subject).toBe("Roaster training");
    expect(listOf(await byLink())).toEqual([]);
    await fixture.tenant.control.setBehaviour({ joinWebUrlTakesShortLinks: true });
    expect(listOf(await byLink())).toHaveLength(1);
  });

  it("take no size of their list, and have no ends or not all starts", async () => {
    const list = await transcripts();
    expect((await get("hana.mori", `${list}?$top=100`)).status).toBe(400);
    expect(listOf(await get("hana.mori", list))[0]).not.toHaveProperty("endDateTime");
    await fixture.tenant.control.setBehaviour({ transcriptsTakeTop: true, transcriptTimes: "firstWithoutStart" });
    const [first, second] = listOf(await get("hana.mori", `${list}?$top=100`));
    expect(first).toMatchObject({ createdDateTime: null, endDateTime: expect.any(String) });
    expect(second).toMatchObject({ createdDateTime: expect.any(String), endDateTime: expect.any(String) });
  });

  it("follow the tenant's policy and known bugs", async () => {
    const path = await transcripts();
    const content = `${path}/${listOf(await get("hana.mori", path))[0]?.id}/content`;
    const text = { headers: { accept: "application/vnd.microsoft.graph.transcript+text" } };
    expect(refusal(await get("hana.mori", content))).toEqual([400, "BadRequest"]);
    await fixture.tenant.control.setBehaviour({ transcripts: "withoutSpeakers" });
    expect((await get("hana.mori", content, vtt)).text).toContain("SpeakerAttributionNotAllowed");
    const plain = await get("hana.mori", content, text);
    expect(plain.text).toContain("Let us start with the permits");
    expect(plain.text).not.toContain("<v ");
    await fixture.tenant.control.setBehaviour({ transcripts: "closed" });
    expect((await get("hana.mori", content, text)).text).toContain("GraphAccessToTranscriptsDisabled");
    await fixture.tenant.control.setBehaviour({ transcripts: "open", transcriptContentEmpty: true });
    expect(await get("hana.mori", content, vtt)).toMatchObject({ status: 200, text: "" });
    const scopes = { mint: { scopes: ["OnlineMeetings.Read"] } };
    expect(refusal(await get("hana.mori", path, scopes))).toEqual([403, "Forbidden"]);
  });
});
