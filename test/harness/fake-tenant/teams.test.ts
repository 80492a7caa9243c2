import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Fixture, listOf, refusal, startFixture } from "./fixture.ts";
import { type FoundHit, type FoundPage, pageOf, search } from "./search-door.ts";

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterEach(() => fixture.tenant.control.resetScript());
afterAll(() => fixture.close());

type Options = Parameters<Fixture["graph"]>[2];
const get = (alias: string, path: string, options?: Options) => fixture.graph(fixture.person(alias), path, options);
const enc = encodeURIComponent;

const find = async (alias: string, query: string): Promise<FoundPage> =>
  pageOf(await search(fixture, fixture.person(alias), { types: "chatMessage", query }));

function identityOf(hit: FoundHit | undefined): { teamId: string; channelId: string } {
  const { teamId, channelId } = (hit?.resource.channelIdentity ?? {}) as Record<string, string>;
  if (teamId === undefined || channelId === undefined) throw new Error("The hit is of no channel.");
  return { teamId, channelId };
}

async function groupChat(): Promise<string> {
  const chats = listOf(await get("hana.mori", "/me/chats?$filter=topic eq 'Kyoto opening'"));
  return `/chats/${enc(String(chats[0]?.id))}`;
}

async function permitThread(): Promise<{ channel: string; root: string; reply: string; thread: string }> {
  await fixture.tenant.control.setBehaviour({ searchChannelLink: "webUrl" });
  const hits = (await find("hana.mori", "検査は半年ごと")).hits;
  const link = new URL(String(hits[0]?.resource.webUrl));
  const { teamId, channelId } = identityOf(hits[0]);
  return {
    channel: `/teams/${teamId}/channels/${enc(channelId)}`,
    thread: `/chats/${enc(channelId)}`,
    root: link.searchParams.get("parentMessageId") ?? "",
    reply: String(hits[0]?.resource.id),
  };
}

describe("a search of chat messages", () => {
  it("finds chats and channels of the caller, without bodies and with mail-like senders", async () => {
    const [hit] = (await find("kenji.tanaka", "1,420万円")).hits;
    const chat = { channelId: expect.stringMatching(/^19:.*@unq\.gbl\.spaces$/) };
    expect(hit?.resource).toMatchObject({ from: { emailAddress: { name: "Kenji Tanaka" } }, channelIdentity: chat });
    expect(hit?.resource).not.toHaveProperty("chatId");
    expect(hit?.resource).not.toHaveProperty("body");
    expect(hit?.resource).toHaveProperty("webLink");
    expect((await find("mei.lin", "1,420万円")).hits).toEqual([]);
    expect((await find("daniel.costa", "barista post")).hits).toEqual([]);
    expect((await find("aiko.kondo", "barista post")).hits).toHaveLength(1);
  });

  it("evaluates its own properties", async () => {
    const subjectsOf = async (query: string) => (await find("hana.mori", query)).hits.length;
    expect(await subjectsOf('from:"Kenji Tanaka" to:Hana')).toBe(2);
    expect(await subjectsOf("from:Daniel hasAttachment:true")).toBe(1);
    expect(await subjectsOf("IsMentioned:true")).toBe(2);
    expect(await subjectsOf(`mentions:${fixture.person("kenji.tanaka").id.replaceAll("-", "")}`)).toBe(1);
    const day = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString().slice(0, 10);
    expect(await subjectsOf(`roast log sent>=${day(140)}`)).toBeLessThan(25);
  });

  it("gives the page's length as total, and says that there is more", async () => {
    const page = await find("hana.mori", "roast log");
    expect(page).toMatchObject({ total: 25, more: true });
    await fixture.tenant.control.setBehaviour({ searchChannelIdentityEmpty: true });
    expect((await find("hana.mori", "半年ごと")).hits[0]?.resource.channelIdentity).toEqual({});
  });

  it("links to Outlook or Teams, names chats in either way, and may not be there at all", async () => {
    const { setBehaviour } = fixture.tenant.control;
    const first = async (query: string) => (await find("hana.mori", query)).hits[0]?.resource;
    const teams = expect.stringContaining("https://teams.microsoft.com/l/message/");
    expect(await first("半年ごと")).toMatchObject({
      webLink: expect.stringContaining("https://outlook.office365.com/"),
    });
    await setBehaviour({ searchChannelLink: "webLink", searchChatId: "chatId" });
    expect(await first("半年ごと")).toMatchObject({ webLink: teams });
    await setBehaviour({ searchChannelLink: "webUrl" });
    expect(await first("半年ごと")).toMatchObject({ webUrl: teams });
    expect(await first("1,420万円")).toMatchObject({ chatId: expect.stringMatching(/^19:/), channelIdentity: {} });
    const status = async (query: string) =>
      (await search(fixture, fixture.person("hana.mori"), { types: "chatMessage", query })).status;
    expect(await status("budget NEAR(n=2) final")).toBe(400);
    await setBehaviour({ searchMissingStatus: 501 });
    expect(await status("budget")).toBe(501);
  });

  it("is closed to guests, as mail and events are", async () => {
    const guest = fixture.home.users.find(({ userType }) => userType === "Guest");
    if (guest === undefined) throw new Error("The seed holds no guest.");
    for (const types of ["chatMessage", "message", "event"])
      expect((await search(fixture, guest, { types, query: "x" })).status).toBe(403);
  });
});

describe("chats", () => {
  it("are listed newest first, with members and previews when expanded", async () => {
    const path =
      "/me/chats?$expand=members,lastMessagePreview&$orderby=lastMessagePreview/createdDateTime desc&$top=50";
    const chats = listOf(await get("hana.mori", path));
    expect(chats.map(({ id }) => id)).toContain("48:notes");
    const times = chats.map(
      ({ lastMessagePreview }) => (lastMessagePreview as { createdDateTime: string }).createdDateTime,
    );
    expect(times).toEqual([...times].sort().reverse());
    expect(Math.max(...chats.map(({ members }) => (members as unknown[]).length))).toBe(25);
    const webinar = chats.find(({ topic }) => topic === "Brewing webinar");
    expect(listOf(await get("hana.mori", `/chats/${enc(String(webinar?.id))}/members`))).toHaveLength(42);
  });

  it("have a viewpoint in lists alone, and not each of them", async () => {
    const chats = listOf(await get("yuki.sato", "/me/chats?$expand=lastMessagePreview"));
    const errand = chats.find(({ lastMessagePreview }) => JSON.stringify(lastMessagePreview).includes("on Thursday"));
    const { lastMessageReadDateTime } = (errand?.viewpoint ?? {}) as Record<string, string>;
    const { createdDateTime } = (errand?.lastMessagePreview ?? {}) as Record<string, string>;
    expect([createdDateTime, lastMessageReadDateTime].sort()[0]).toBe(lastMessageReadDateTime);
    expect(lastMessageReadDateTime).not.toBe(createdDateTime);
    expect(errand?.lastUpdatedDateTime).toBe(errand?.createdDateTime);
    expect((await get("yuki.sato", `/chats/${enc(String(errand?.id))}`)).json.viewpoint).toBeNull();
    const webinar = listOf(await get("hana.mori", "/me/chats?$filter=topic eq 'Brewing webinar'"));
    expect(webinar).toMatchObject([{ viewpoint: null }]);
  });

  it("page their messages, at most 50, filtered only together with the same order", async () => {
    await fixture.tenant.control.setBehaviour({ emptyPages: false });
    const chat = await groupChat();
    const first = await get("hana.mori", `${chat}/messages?$top=50`);
    const link = String(first.json["@odata.nextLink"]).slice(`${fixture.tenant.graphBaseUrl}/v1.0`.length);
    expect([listOf(first).length, listOf(await get("hana.mori", link)).length]).toEqual([50, 50]);
    const bound = new Date(Date.now() - 200 * 3_600_000).toISOString();
    const filter = `$filter=createdDateTime lt ${bound}`;
    const newest = async (query: string) =>
      String(listOf(await get("hana.mori", `${chat}/messages?${query}`))[0]?.createdDateTime);
    expect((await newest(`${filter}&$orderby=createdDateTime desc`)) < bound).toBe(true);
    expect((await newest(filter)) > bound).toBe(true);
    expect((await newest(`${filter}&$orderby=lastModifiedDateTime desc`)) > bound).toBe(true);
  });

  it.each([
    ["/messages?$top=51", 400, "BadRequest"],
    ["/messages?$orderby=createdDateTime", 400, "BadRequest"],
    ["/messages?$orderby=subject desc", 400, "BadRequest"],
    ["/messages?$filter=createdDateTime gt 2020-01-01T00:00:00Z&$orderby=createdDateTime desc", 400, "BadRequest"],
    ["/messages?$select=id", 400, "BadRequest"],
    ["/messages?$skip=5", 400, "invalidRequest"],
    ["/messages/1", 404, "NotFound"],
  ])("refuse %s", async (path, status, code) => {
    expect(refusal(await get("hana.mori", (await groupChat()) + path))).toEqual([status, code]);
  });

  it("are for members only, and notes to oneself for oneself", async () => {
    expect(refusal(await get("mei.lin", await groupChat()))).toEqual([403, "Forbidden"]);
    const unknown = `/chats/${enc("19:none@thread.v2")}`;
    expect(refusal(await get("hana.mori", unknown))).toEqual([400, "BadRequest"]);
    await fixture.tenant.control.setBehaviour({ unknownChatStatus: 404 });
    expect(refusal(await get("hana.mori", unknown))).toEqual([404, "NotFound"]);
    for (const alias of ["hana.mori", "kenji.tanaka"]) {
      const { canaries } = fixture.person(alias);
      expect((await get(alias, "/chats/48:notes/messages")).text).toContain(canaries[0]);
    }
  });

  it("give a deleted message no text, a file its address, a picture its bytes", async () => {
    const chat = await groupChat();
    const messages = listOf(await get("hana.mori", `${chat}/messages?$top=50`));
    expect(messages.find(({ deletedDateTime }) => deletedDateTime !== null)).toMatchObject({ body: { content: "" } });
    expect(JSON.stringify(messages)).toContain("Power%20drawing.txt");
    const picture = messages.find(({ body }) => (body as { content: string }).content.includes("hostedContents"));
    const contents = listOf(await get("hana.mori", `${chat}/messages/${picture?.id}/hostedContents`));
    const bytes = await get(
      "hana.mori",
      `${chat}/messages/${picture?.id}/hostedContents/${enc(String(contents[0]?.id))}/$value`,
    );
    expect(bytes.headers["content-type"]).toBe("image/png");
    expect(refusal(await get("hana.mori", `${chat}/messages/${picture?.id}?$select=id`))).toEqual([400, "BadRequest"]);
  });

  it("show no text to Chat.ReadBasic", async () => {
    const basic = { mint: { scopes: ["Chat.ReadBasic"] } };
    expect((await get("hana.mori", "/me/chats", basic)).status).toBe(200);
    expect((await get("hana.mori", "/me/chats?$expand=lastMessagePreview", basic)).status).toBe(403);
    expect(refusal(await get("hana.mori", `${await groupChat()}/messages`, basic))).toEqual([403, "Forbidden"]);
  });
});

describe("channels", () => {
  it("keep replies under their roots, and a reply's id is found nowhere else", async () => {
    const { channel, root, reply, thread } = await permitThread();
    const message = await get("hana.mori", `${channel}/messages/${root}`);
    expect(message.json).toMatchObject({ subject: "Fire permit", replyToId: null });
    expect(listOf(await get("hana.mori", `${channel}/messages/${root}/replies`))).toHaveLength(2);
    const found = await get("hana.mori", `${channel}/messages/${root}/replies/${reply}`);
    expect(found.json).toMatchObject({ id: reply, replyToId: root });
    for (const path of [
      `${channel}/messages/${reply}`,
      `${thread}/messages/${reply}`,
      `${channel}/messages/${reply}/replies/${reply}`,
    ])
      expect(refusal(await get("hana.mori", path))).toEqual([404, "NotFound"]);
    expect((await get("hana.mori", `${thread}/messages/${root}`)).status).toBe(200);
    await fixture.tenant.control.setBehaviour({ repliesOnChatPath: true });
    expect((await get("hana.mori", `${thread}/messages/${reply}`)).status).toBe(200);
  });

  it("refuse strangers, in a private channel without a word", async () => {
    const { channel } = await permitThread();
    expect(refusal(await get("kenji.tanaka", `${channel}/messages`))).toEqual([403, "Forbidden"]);
    const [hit] = (await find("aiko.kondo", "barista post")).hits;
    const { teamId, channelId } = identityOf(hit);
    const hiring = await get("daniel.costa", `/teams/${teamId}/channels/${enc(channelId)}/messages`);
    expect([...refusal(hiring), (hiring.json.error as { message: string }).message]).toEqual([403, "UnknownError", ""]);
  });

  it("need each scope of their own", async () => {
    const { channel } = await permitThread();
    const others = { mint: { scopes: ["Chat.Read", "ChannelMessage.Read.All"] } };
    for (const path of [
      "/me/joinedTeams",
      "/me/teamwork/associatedTeams",
      `${channel.replace(/\/channels.*/, "/channels")}`,
    ])
      expect(refusal(await get("hana.mori", path, others))).toEqual([403, "Forbidden"]);
    const more = { mint: { scopes: ["Team.ReadBasic.All", "Channel.ReadBasic.All"] } };
    const teams = listOf(await get("hana.mori", "/me/joinedTeams", more));
    expect(teams.map(({ displayName }) => displayName)).toEqual(["Kyoto Roastery", "Sourcing"]);
    const channels = listOf(await get("hana.mori", `/teams/${teams[0]?.id}/channels`, more));
    expect(channels.map(({ displayName }) => displayName)).toEqual(["General", "Hiring"]);
    expect(refusal(await get("hana.mori", `${channel}/messages`, more))).toEqual([403, "Forbidden"]);
    expect((await get("hana.mori", `${channel}/filesFolder`)).json).toMatchObject({ name: "General", folder: {} });
  });

  it("of another team come with their address, and are open to members of either", async () => {
    const named = (answer: Awaited<ReturnType<typeof get>>) => listOf(answer).map(({ displayName }) => displayName);
    expect(named(await get("mei.lin", "/me/joinedTeams"))).toEqual([]);
    const [host] = listOf(await get("mei.lin", "/me/teamwork/associatedTeams"));
    expect(host).toMatchObject({ displayName: "Sourcing" });
    expect(refusal(await get("mei.lin", `/teams/${host?.id}/channels`))).toEqual([403, "Forbidden"]);
    expect(named(await get("hana.mori", `/teams/${host?.id}/channels`))).toEqual(["General", "Alerts", "Port news"]);
    const [kyoto] = listOf(await get("yuki.sato", "/me/joinedTeams"));
    const incoming = `/teams/${kyoto?.id}/incomingChannels`;
    const [port] = listOf(await get("yuki.sato", `${incoming}?$select=id`));
    expect(port).toEqual({
      id: expect.any(String),
      "@odata.id": expect.stringContaining(`/teams/${host?.id}/channels/`),
    });
    const path = `/teams/${host?.id}/channels/${enc(String(port?.id))}/messages`;
    for (const alias of ["yuki.sato", "mei.lin"]) expect(listOf(await get(alias, path))).toHaveLength(1);
    expect(refusal(await get("tom.becker", path))).toEqual([403, "Forbidden"]);
    await fixture.tenant.control.setBehaviour({ sharedChannels: false });
    expect(refusal(await get("yuki.sato", incoming))).toEqual([400, "BadRequest"]);
  });

  it("page and expand", async () => {
    const hit = (await find("kenji.tanaka", "承認します")).hits[0];
    const { teamId, channelId } = identityOf(hit);
    const path = `/teams/${teamId}/channels/${enc(channelId)}/messages`;
    expect(listOf(await get("kenji.tanaka", path))).toHaveLength(20);
    const expanded = listOf(await get("kenji.tanaka", `${path}?$expand=replies&$top=50`));
    expect(JSON.stringify(expanded[0]?.replies)).toContain("承認します");
    expect(refusal(await get("kenji.tanaka", `${path}?$filter=subject eq 'x'`))).toEqual([400, "BadRequest"]);
  });

  it("expand up to 1,000 replies of each thread", async () => {
    const { teamId, channelId } = identityOf((await find("kenji.tanaka", "silo humidity")).hits[0]);
    const path = `/teams/${teamId}/channels/${enc(channelId)}/messages?$expand=replies&$top=2`;
    const threads = listOf(await get("kenji.tanaka", path));
    expect(threads.map((thread) => (thread.replies as unknown[]).length)).toEqual([1_000, 1_000]);
    expect(threads[0]).toMatchObject({ "replies@odata.count": 1_000 });
  });
});

describe("writes", () => {
  it.each(["/me/chats", "/me/events", "/me/drive/root/children", "/sites/root/lists", "/me/calendar/getschedules"])(
    "to %s are refused and counted",
    async (path) => {
      const token = await fixture.tenant.control.mintToken({ shape: "graph", userId: fixture.person("hana.mori").id });
      const answer = await fixture.send(`${fixture.tenant.graphBaseUrl}/v1.0${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}` },
        body: "{}",
      });
      expect(answer.status).toBe(405);
      expect((await fixture.tenant.control.stats()).writes).toBe(1);
    },
  );
});
