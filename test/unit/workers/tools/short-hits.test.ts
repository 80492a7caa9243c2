import { describe, expect, it } from "vitest";
import { refusedAs } from "#test/support/tool-error-of.ts";
import { sharepointSearchHandler } from "#workers/tools/files/sharepoint-search.ts";
import { callTool } from "./call-tool.ts";
import { type FakeContextOptions, fakeContext, searchAnswer } from "./fake-context.ts";

const world = (options: FakeContextOptions) => fakeContext({ userDomain: "contoso.com", ...options });
const person = (name: string, address: string) => ({ emailAddress: { name, address } });

const message = {
  id: "AAMk=",
  subject: "Offer",
  from: person("Bob", "bob@contoso.com"),
  receivedDateTime: "2026-11-24T10:00:00Z",
  bodyPreview: "As agreed",
  hasAttachments: false,
  importance: "normal",
  isRead: true,
  flag: { flagStatus: "notFlagged" },
  webLink: "https://outlook.office365.com/owa/?ItemID=AAMk",
  internetMessageId: "<1@contoso.com>",
  conversationId: "AAQk=",
  parentFolderId: "AQMk=",
};
const mail = (...messages: object[]) => world({ answers: () => ({ value: messages }) });

describe("a message in a list", () => {
  it("has its uri, and nothing that is as usual, empty or said twice", async () => {
    const output = await callTool("outlook_email_search", {}, mail(message));
    expect(output.messages).toEqual([
      {
        uri: "mail:///messages/AAMk%3D",
        subject: "Offer",
        sender: "bob@contoso.com",
        senderName: "Bob",
        receivedDateTime: "2026-11-24T10:00Z",
        summary: "As agreed",
      },
    ]);
  });

  it("tells what is not as usual", async () => {
    const unusual = {
      from: person("eve@evil.example", "eve@evil.example"),
      toRecipients: [person("Bob", "bob@contoso.com"), {}],
      bodyPreview: "Dear Bob,\r\n\r\nplease",
      hasAttachments: true,
      importance: "High",
      isRead: false,
      flag: { flagStatus: "flagged" },
    };
    const output = await callTool("outlook_email_search", {}, mail({ ...message, ...unusual }));
    expect(output.messages).toEqual([
      expect.objectContaining({
        external: true,
        recipients: ["bob@contoso.com"],
        summary: "Dear Bob, please",
        hasAttachments: true,
        importance: "high",
        isRead: false,
        flagStatus: "flagged",
      }),
    ]);
    expect(output.messages).not.toEqual([expect.objectContaining({ senderName: expect.anything() })]);
  });

  it("has as much of a text in ideographs as takes the space of one in letters", async () => {
    const long = { ...message, bodyPreview: "見積書を添付いたします。".repeat(20) };
    const output = await callTool("outlook_email_search", {}, mail(long));
    const { summary = "" } = output.messages[0] ?? {};
    expect(summary).toMatch(/^見積書.*…$/);
    expect(summary.length).toBeLessThan(80);
  });

  it("is asked for without what it does not show, also in the page of a folder", async () => {
    const context = world({ answers: (path) => (path.endsWith("/AAMkFolder") ? { id: "f" } : { value: [message] }) });
    await callTool("outlook_email_search", {}, context);
    await callTool("read_resource", { uri: "mail:///folders/AAMkFolder" }, context);
    const selects = context.calls.map(({ url }) => url).filter((url) => url.includes("/messages?"));
    expect(selects).toHaveLength(2);
    for (const url of selects) expect(url).not.toMatch(/webLink|internetMessageId|conversationId|parentFolderId/);
  });
});

const utc = (dateTime: string) => ({ dateTime, timeZone: "UTC" });
const event = {
  id: "AAMk=",
  subject: "Review",
  organizer: person("Bob", "bob@contoso.com"),
  attendees: Array.from({ length: 12 }, (_, at) => person(`P${at}`, `p${at}@contoso.com`)),
  start: utc("2026-12-01T09:00:00"),
  end: utc("2026-12-01T10:00:00"),
  importance: "normal",
  sensitivity: "normal",
  showAs: "busy",
  isAllDay: false,
  isCancelled: false,
  isOrganizer: false,
  type: "occurrence",
  seriesMasterId: "AAMkMaster=",
  webLink: "https://outlook.office365.com/owa/?itemid=AAMk",
  onlineMeeting: { joinUrl: "https://teams.microsoft.com/l/meetup-join/x" },
};

it("an event in a list tells its time and zone once, ten of its attendees, and no links but its uri", async () => {
  const context = world({ timeZone: "Europe/Berlin", answers: () => ({ value: [event] }) });
  const output = await callTool("outlook_calendar_search", { afterDateTime: "2026-12-01" }, context);
  expect(output.events).toEqual([
    {
      uri: "calendar:///events/AAMk%3D",
      subject: "Review",
      organizer: "bob@contoso.com",
      organizerName: "Bob",
      attendees: Array.from({ length: 10 }, (_, at) => `p${at}@contoso.com`),
      attendeeCount: 12,
      start: "2026-12-01T10:00+01:00",
      end: "2026-12-01T11:00+01:00",
      recurrence: "occurrence",
    },
  ]);
  expect(context.calls[0]?.url).not.toMatch(/webLink|onlineMeeting(?!\w)|seriesMasterId/);
});

it("a file in a list says once where it is, with its address for people, however long that is", async () => {
  const name = `${"x".repeat(300)}.docx`;
  const resource = {
    "@odata.type": "#microsoft.graph.driveItem",
    id: "01ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
    name,
    file: {},
    webUrl: `https://contoso.sharepoint.com/sites/a/Shared Documents/${name}`,
    parentReference: { driveId: "b!abc" },
    createdBy: { user: { displayName: "Ann" } },
  };
  const hits = [{ hitId: "01ABC", summary: "the <c0>plan</c0>", resource }];
  const context = world({ answers: () => searchAnswer(hits, { total: 1 }) });
  const output = await callTool("sharepoint_search", { query: "plan" }, context);
  const hit = {
    uri: "file:///b!abc/01ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
    kind: "file",
    name,
    summary: "the plan",
    webUrl: `https://contoso.sharepoint.com/sites/a/Shared%20Documents/${name}`,
  };
  expect(output.files).toEqual([hit]);
  expect(sharepointSearchHandler.toBlocks(output)[0]).toBe(output.files[0]);
});

describe("a chat message in a list", () => {
  const usual = { id: "1700000000001", createdDateTime: "2026-11-24T10:00:00Z", subject: "", importance: "normal" };
  async function found(place: object) {
    const hit = { hitId: "1", summary: "the <c0>budget</c0>", resource: { ...usual, ...place } };
    const answers = (path: string) => {
      if (path === "/search/query") return searchAnswer([hit]);
      return path.endsWith("/messages") ? { value: [] } : undefined;
    };
    return (await callTool("chat_message_search", { query: "budget" }, world({ answers }))).messages;
  }

  it("has a uri that begins with that of its chat, and no other address", async () => {
    expect(await found({ chatId: "19:a@thread.v2", webUrl: "https://x.example" })).toEqual([
      {
        uri: "teams:///chats/19%3Aa%40thread.v2/messages/1700000000001",
        summary: "the budget",
        createdDateTime: "2026-11-24T10:00Z",
      },
    ]);
  });

  it("names its channel where it has no uri", async () => {
    const channelIdentity = { teamId: "fbe2bf47-16c8-47cf-b4a5-4b9b187c508b", channelId: "19:a@thread.tacv2" };
    expect(await found({ channelIdentity })).toEqual([
      {
        chatUri: `teams:///teams/${channelIdentity.teamId}/channels/19%3Aa%40thread.tacv2/messages`,
        summary: "the budget",
        createdDateTime: "2026-11-24T10:00Z",
      },
    ]);
  });
});

describe("detail full", () => {
  const messages = (...ids: string[]) => ({ value: ids.map((id) => ({ ...message, id })) });
  const many = world({
    answers: (_path, { query }) =>
      String(query?.$filter).includes("receivedDateTime lt")
        ? messages("m0", "m2")
        : { ...messages("m0"), "@odata.nextLink": "https://graph.example/next" },
  });

  it("goes on with a cursor that was made with it, and what was asked is told again", async () => {
    const first = await callTool("outlook_email_search", { limit: 1, detail: "full" }, many);
    const output = await callTool("outlook_email_search", { limit: 1, cursor: first.nextCursor }, many);
    expect(output.messages).toEqual([expect.objectContaining({ id: "m2", webLink: message.webLink })]);
    expect(output.effectiveQuery).toEqual(first.effectiveQuery);
  });

  it("is not asked for in the middle of a search, which is told once what was understood", async () => {
    const { nextCursor: cursor } = await callTool("outlook_email_search", { limit: 1 }, many);
    const output = await callTool("outlook_email_search", { limit: 1, cursor }, many);
    expect(output).not.toHaveProperty("effectiveQuery");
    await expect(callTool("outlook_email_search", { cursor, detail: "full" }, many)).rejects.toEqual(
      refusedAs("invalid_input", "in which detail was different"),
    );
  });
});
