import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { documentedExample } from "#test/support/graph-corpus.ts";
import { type Answer, type Fixture, listOf, startFixture } from "./fixture.ts";
import { createTypeCheck } from "./microsoft-types.ts";
import { otherErrors, type RecordedError } from "./recorded-errors.ts";

/** The hits in the answer of a search. */
function hitsOf(answer: Answer): { resource: Record<string, unknown> }[] {
  const [response] = listOf(answer) as { hitsContainers: { hits?: { resource: Record<string, unknown> }[] }[] }[];
  return response?.hitsContainers[0]?.hits ?? [];
}

describe("files, calendars and Teams of the fake, against Microsoft's types", () => {
  let fixture: Fixture;
  let expectType: (type: string, item: object) => void;
  beforeAll(async () => {
    fixture = await startFixture();
    expectType = createTypeCheck();
  });
  afterEach(() => fixture.tenant.control.resetScript());
  afterAll(() => fixture.close());

  type Options = Parameters<Fixture["graph"]>[2];
  const get = (path: string, options?: Options) => fixture.graph(fixture.person("hana.mori"), path, options);
  const search = (alias: string, types: string, queryString: string, more: object = {}): Promise<Answer> => {
    const request = { entityTypes: [types], query: { queryString }, ...more };
    return fixture.post(fixture.person(alias), "/search/query", { requests: [request] });
  };
  const enc = encodeURIComponent;
  const day = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString();
  const view = `/me/calendarView?startDateTime=${day(-40)}&endDateTime=${day(60)}&$top=1000`;
  const first = (answer: Answer) => listOf(answer)[0] ?? {};

  it.each([
    ["driveItem", "*"],
    ["listItem", "*"],
    ["list", "Kyoto"],
  ])("hits of %s and their container", async (types, query) => {
    const answer = await search("hana.mori", types, query);
    expectType("microsoft.graph.searchResponse", first(answer));
    const hits = hitsOf(answer);
    expect(hits.length).toBeGreaterThan(0);
    for (const { resource } of hits) expectType(`microsoft.graph.${types}`, resource);
  });

  it("hits of chat messages hold what the documented ones hold", async () => {
    await fixture.tenant.control.setBehaviour({ searchChatId: "chatId" });
    const hits = hitsOf(await search("hana.mori", "chatMessage", "drawing"));
    const example = documentedExample("search/search-concept-chat-messages/01.json") as {
      value: { hitsContainers: { hits: { resource: object }[] }[] }[];
    };
    const documented = example.value[0]?.hitsContainers[0]?.hits[0]?.resource ?? {};
    expect(Object.keys(hits[0]?.resource ?? {})).toEqual(Object.keys(documented));
  });

  it("drives, items, sites and pages", async () => {
    const site = await get("/sites/aozora-coffee.sharepoint.com:/sites/kyoto-roastery");
    expectType("microsoft.graph.site", { ...site.json, "@odata.context": undefined });
    const [hit] = hitsOf(await search("hana.mori", "driveItem", "opening plan"));
    const { driveId } = (hit?.resource.parentReference ?? {}) as { driveId?: string };
    const { json: drive } = await get(`/drives/${driveId}`);
    expectType("microsoft.graph.drive", { ...drive, "@odata.context": undefined });
    const children = listOf(await get(`/drives/${drive.id}/root/children`));
    expect(children.map((child) => Object.keys(child).find((name) => ["folder", "package"].includes(name)))).toContain(
      "package",
    );
    for (const item of children) expectType("microsoft.graph.driveItem", item);
    for (const item of listOf(await get(`/drives/${drive.id}/root/search(q='opening')`)))
      expectType("microsoft.graph.driveItem", item);
    const page = first(await get(`/sites/${site.json.id}/pages/microsoft.graph.sitePage`));
    const full = await get(`/sites/${site.json.id}/pages/${page.id}/microsoft.graph.sitePage?$expand=canvasLayout`);
    expectType("microsoft.graph.sitePage", full.json);
  });

  it("lists, their columns and rows", async () => {
    const site = await get("/sites/aozora-coffee.sharepoint.com:/sites/kyoto-roastery");
    const list = first(await get(`/sites/${site.json.id}/lists`));
    expectType("microsoft.graph.list", list);
    const path = `/sites/${site.json.id}/lists/${list.id}`;
    const { json } = await get(`${path}?$expand=columns`);
    for (const column of json.columns as object[]) expectType("microsoft.graph.columnDefinition", column);
    const rows = await get(`${path}/items?$expand=fields($select=Title,Supplier)`);
    for (const row of listOf(rows)) expectType("microsoft.graph.listItem", row);
    const bare = await get(`${path}/items/1?$expand=fields`);
    expectType("microsoft.graph.listItem", { ...bare.json, "@odata.context": undefined });
    // Looked-up items come by name only where they are selected.
    expect(first(rows).fields).toMatchObject({ Supplier: "Probat Japan" });
    expect(bare.json.fields).toMatchObject({ SupplierLookupId: "1" });
    expect(bare.json.fields).not.toHaveProperty("Secret");
  });

  it("events of all kinds, online meetings and transcripts", async () => {
    await fixture.tenant.control.setBehaviour({ damagedEventTimes: "null" });
    const events = listOf(await get(view));
    for (const event of events) expectType("microsoft.graph.event", event);
    const { seriesMasterId } = events.find((event) => event.seriesMasterId !== null) ?? {};
    expectType("microsoft.graph.event", (await get(`/me/events/${enc(String(seriesMasterId))}`)).json);
    const joinUrl = (events.find(({ isOnlineMeeting }) => isOnlineMeeting)?.onlineMeeting ?? {}) as {
      joinUrl?: string;
    };
    const meeting = first(await get(`/me/onlineMeetings?$filter=${enc(`JoinWebUrl eq '${joinUrl.joinUrl}'`)}`));
    // The documentation's own examples have this member, the type of today has not.
    const { autoAdmittedUsers: _old, ...rest } = meeting;
    expectType("microsoft.graph.onlineMeeting", rest);
    for (const transcript of listOf(await get(`/me/onlineMeetings/${meeting.id}/transcripts`)))
      expectType("microsoft.graph.callTranscript", transcript);
    for (const recording of listOf(await get(`/me/onlineMeetings/${meeting.id}/recordings`)))
      expectType("microsoft.graph.callRecording", recording);
    const reports = listOf(await get(`/me/onlineMeetings/${meeting.id}/attendanceReports`));
    expect(reports.length).toBeGreaterThan(0);
    // Relationships are not in the schema.
    for (const { attendanceRecords: _none, ...report } of reports)
      expectType("microsoft.graph.meetingAttendanceReport", report);
  });

  it("chats, channels, teams and their messages", async () => {
    const chats = listOf(await get("/me/chats?$expand=members,lastMessagePreview"));
    for (const chat of chats) {
      expectType("microsoft.graph.chat", chat);
      for (const message of listOf(await get(`/chats/${enc(String(chat.id))}/messages`)))
        expectType("microsoft.graph.chatMessage", message);
    }
    const mint = { scopes: ["Team.ReadBasic.All", "Channel.ReadBasic.All", "ChannelMessage.Read.All"] };
    for (const team of listOf(await get("/me/joinedTeams", { mint }))) {
      expectType("microsoft.graph.team", team);
      const incoming = listOf(await get(`/teams/${team.id}/incomingChannels`, { mint }));
      for (const { "@odata.id": _address, ...channel } of incoming) expectType("microsoft.graph.channel", channel);
      for (const channel of listOf(await get(`/teams/${team.id}/channels`, { mint }))) {
        expectType("microsoft.graph.channel", channel);
        const messages = await get(`/teams/${team.id}/channels/${enc(String(channel.id))}/messages?$expand=replies`);
        for (const message of listOf(messages)) expectType("microsoft.graph.chatMessage", message);
      }
    }
  });

  it("schedules with something in them", async () => {
    const at = (time: string) => ({ dateTime: time.slice(0, 19), timeZone: "UTC" });
    const answer = await fixture.post(fixture.person("hana.mori"), "/me/calendar/getSchedule", {
      schedules: ["hana.mori@aozora-coffee.example"],
      startTime: at(day(0)),
      endTime: at(day(9)),
    });
    expect((first(answer).scheduleItems as unknown[]).length).toBeGreaterThan(3);
    expectType("microsoft.graph.scheduleInformation", first(answer));
  });

  const provoke: Record<keyof typeof otherErrors, () => Promise<Answer>> = {
    "a calendar view of more than five years": () =>
      get(`/me/calendarView?startDateTime=${day(0)}&endDateTime=${day(1826)}`),
    "a page of search that is too large": () => search("hana.mori", "driveItem", "x", { size: 1001 }),
    "a transcript whose speakers are hidden": () => transcript("withoutSpeakers", "text/vtt"),
    "a transcript in another format": () => transcript("open", "application/json"),
    "a transcript of a tenant that keeps them": () => transcript("closed", "text/vtt"),
    "a channel of others": async () => {
      const [found] = hitsOf(await search("aiko.kondo", "chatMessage", "barista post"));
      const { teamId, channelId } = (found?.resource.channelIdentity ?? {}) as Record<string, string>;
      return fixture.graph(
        fixture.person("daniel.costa"),
        `/teams/${teamId}/channels/${enc(channelId ?? "")}/messages`,
      );
    },
  };

  async function transcript(transcripts: "open" | "withoutSpeakers" | "closed", accept: string): Promise<Answer> {
    const event = listOf(await get(view)).find(({ isOnlineMeeting }) => isOnlineMeeting);
    const { joinUrl } = (event?.onlineMeeting ?? {}) as { joinUrl?: string };
    const meeting = first(await get(`/me/onlineMeetings?$filter=${enc(`JoinWebUrl eq '${joinUrl}'`)}`));
    const list = await get(`/me/onlineMeetings/${meeting.id}/transcripts`);
    await fixture.tenant.control.setBehaviour({ transcripts });
    return get(`/me/onlineMeetings/${meeting.id}/transcripts/${first(list).id}/content`, { headers: { accept } });
  }

  const seen: [string, RecordedError][] = Object.entries(otherErrors);
  it.each(seen)("%s is refused as people saw it", async (name, { status, code, message, innerCode }) => {
    const answer = await provoke[name as keyof typeof otherErrors]();
    expect(answer.status).toBe(status);
    const inner = innerCode === undefined ? {} : { innerError: { code: innerCode } };
    expect(answer.json).toMatchObject({ error: { code, message, ...inner } });
  });
});
