// T9: path traversal by a resource uri — only exact, known forms are accepted, and every part is validated as an ID
// of its kind.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { parseResourceUri, type ResourceUri, uriForms } from "#common/tools/resource-uri/resource-uri.ts";
import { binaryText } from "#test/support/binary-text.ts";
import { runs } from "#test/support/property-runs.ts";
import { fakeContext } from "#test/unit/workers/tools/fake-context.ts";
import { formatResourceUri, uriIfReadable } from "#workers/tools/format-resource-uri.ts";
import { readResourceHandler } from "#workers/tools/resources/read-resource.ts";
import { tricks } from "./path-tricks.ts";
import { placesOf, uriWith } from "./uri-places.ts";

const exchangeId = fc.string({ minLength: 1, maxLength: 60, unit: fc.constantFrom(..."ABCabc019+/=_-") });
const owner = fc.option(fc.constantFrom("a@b.co", "team-x+y@sub-domain.contoso.com", "o'brien@müller.de"), {
  nil: undefined,
});
const folderId = fc.option(exchangeId, { nil: undefined });
const guid = fc.uuid();
const thread = fc.constantFrom("19:abc_DEF-1@thread.v2", "48:notes", "19:a_b@unq.gbl.spaces", "19:x@thread.tacv2");
const digits = fc.bigInt({ min: 0n, max: 10n ** 19n }).map(String);
const time = fc
  .date({ min: new Date(0), max: new Date("2099-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString());
const fileName = fc.constantFrom("report.docx", "Q1 & Q2", "résumé 100.pdf", "..hidden", "a'b", "予算.xlsx");
const noteId = fc.constantFrom("1-18ad9b4d-913f-40bf-8bdd-f8e85cd8508d", "1-a4e1c78fde3c!59-dcfbbea6-b46e", "0-AB_c");
const noteSite = fc.option(
  fc.tuple(guid, guid).map(([a, b]) => `contoso.sharepoint.com,${a},${b}`),
  { nil: undefined },
);
const picture = fc.option(fc.integer({ min: 1, max: 99 }).map(String), { nil: undefined });
const driveId = fc.constantFrom("b!abc-DEF_123", "0123ABC");

/** Resources of a kind with these parts. */
const of = <Kind extends ResourceUri["kind"], Parts>(
  kind: Kind,
  parts: { [Name in keyof Parts]: fc.Arbitrary<Parts[Name]> },
) => fc.record<Parts>(parts).map((found) => ({ kind, ...found }));

const resource: fc.Arbitrary<ResourceUri> = fc.oneof(
  of("mail-message", { messageId: exchangeId, owner, folderId }),
  of("mail-attachment", { messageId: exchangeId, attachmentId: exchangeId, owner, folderId, picture }),
  of("mail-conversation", { conversationId: exchangeId, owner, folderId }),
  of("mail-message-conversation", { messageId: exchangeId, owner, folderId }),
  of("mail-folders", { owner }),
  of("mail-folder", { folderId: exchangeId, owner }),
  of("calendar-event", { eventId: exchangeId, owner }),
  of("meeting-transcript", {
    token: fc.base64String({ minLength: 4 }).map((text) => text.replace(/[+/]/g, "_")),
    start: time,
    end: time,
  }),
  of("file", { driveId, path: fc.array(fileName, { minLength: 1, maxLength: 4 }), picture }),
  of("page", { siteId: fc.tuple(guid, guid).map(([a, b]) => `contoso.sharepoint.com,${a},${b}`), pageId: guid }),
  of("chat-messages", { chatId: thread }),
  of("chat-message", { chatId: thread, messageId: digits, picture }),
  of("channel-messages", { teamId: guid, channelId: thread }),
  of("channel-message", { teamId: guid, channelId: thread, messageId: digits, picture }),
  of("channel-reply", { teamId: guid, channelId: thread, messageId: digits, replyId: digits, picture }),
  of("onenote-notebooks", { siteId: noteSite }),
  of("onenote-notebook", { notebookId: noteId, siteId: noteSite }),
  of("onenote-section-group", { groupId: noteId, siteId: noteSite }),
  of("onenote-section", { sectionId: noteId, siteId: noteSite }),
  of("onenote-page", { pageId: noteId, siteId: noteSite }),
  of("todo-task", { listId: exchangeId, taskId: exchangeId }),
  of("planner-task", { taskId: fc.string({ minLength: 28, maxLength: 28, unit: fc.constantFrom(..."Aa0_-") }) }),
);

/** Every place of every form, and what is around them. */
const places: readonly ((trick: string) => string)[] = [
  ...Object.entries(uriForms).flatMap(([kind, { text }]) =>
    placesOf(text).map((place) => (trick: string) => uriWith(kind, place, trick)),
  ),
  (trick) => `mail:///messages/AAMk${trick}`,
  (trick) => `mail:///messages/AAMk?owner=a@b.co${trick}`,
  (trick) => `mail:///messages/AAMk?${trick}=1`,
  (trick) => `mail://${trick}/messages/AAMk`,
  (trick) => `mail:///${trick}/messages/AAMk`,
  (trick) => `mail:///folders/Inbox?owner=${trick}&owner=${trick}`,
  (trick) => `onenote:///pages/1-a!${trick}`,
  (trick) => `teams:///chats/19:x@thread.v2${trick}/messages/1`,
  (trick) => `${trick}mail:///messages/AAMk`,
  (trick) => trick,
];
const twice = tricks.flatMap((trick) => [trick, encodeURI(trick), encodeURIComponent(encodeURIComponent(trick))]);
const vectors = [...new Set(twice.flatMap((trick) => places.map((place) => place(trick))))];

/** The patterns of the parts, written again, apart from the grammar. */
const allowed: Readonly<Record<string, RegExp>> = Object.fromEntries(
  (
    [
      ["kind", /^[a-z-]+$/],
      ["messageId conversationId attachmentId folderId eventId listId taskId", /^[\w+/=-]+$/],
      ["owner", /^[^\s@/\\?#%:]+@[^\s@/\\?#%:]+$/],
      ["token", /^[\w=-]+$|^https:\/\/[a-z0-9.-]+\//i],
      ["start end", /^[\d:.TZ-]+$/],
      ["driveId pageId notebookId groupId sectionId", /^[\w!-]+$/],
      ["siteId", /^[\w.,-]+$/],
      ["chatId channelId", /^\d+:[\w.@-]+$/],
      ["teamId", /^[\w-]+$/],
      ["replyId itemId", /^\d+$/],
      ["picture", /^\d{1,2}$/],
    ] as const
  ).flatMap(([names, pattern]) => names.split(" ").map((name) => [name, pattern])),
);

function isHarmless(parsed: ResourceUri): boolean {
  return Object.entries(parsed).every(([name, value]) => {
    if (value === undefined) return true;
    if (Array.isArray(value)) return value.every((part) => !/^\.{1,2}$|[/\\?#%]|\p{Cc}/u.test(part));
    return !value.includes("..") && (allowed[name]?.test(value) ?? false);
  });
}

describe("a resource uri", () => {
  it("comes back as the same resource", () => {
    fc.assert(
      fc.property(resource, (given) => {
        const uri = formatResourceUri(given);
        expect(parseResourceUri(uri)).toEqual(given);
        expect(formatResourceUri(parseResourceUri(uri))).toBe(uri);
      }),
      { numRuns: runs(20_000) },
    );
  });

  it.each([
    ["mail:///messages/AAMkAGI2%3D", { kind: "mail-message", messageId: "AAMkAGI2=" }],
    ["mail:///messages/AAMkAGI2=", { kind: "mail-message", messageId: "AAMkAGI2=" }],
    [
      "mail:///messages/AA%2Fk%2B?owner=team@contoso.com",
      { kind: "mail-message", messageId: "AA/k+", owner: "team@contoso.com" },
    ],
    ["mail:///folders/", { kind: "mail-folders" }],
    ["mail:///folders/Inbox", { kind: "mail-folder", folderId: "Inbox" }],
    [
      "file:///b!x/Documents/Q1/report.docx",
      { kind: "file", driveId: "b!x", path: ["Documents", "Q1", "report.docx"] },
    ],
    ["teams:///chats/19%3Ax%40thread.v2/messages/", { kind: "chat-messages", chatId: "19:x@thread.v2" }],
    [
      "teams:///chats/48:notes/messages/1700000000000",
      { kind: "chat-message", chatId: "48:notes", messageId: "1700000000000" },
    ],
  ])("as the hosted connector writes it is read: %s", (uri, expected) => {
    expect(parseResourceUri(uri)).toMatchObject(expected);
  });

  it.each([
    ..."mail:///conversations todo:///tasks/1 https://graph.microsoft.com/v1.0/me MAIL:///messages/AAMk".split(" "),
    ..."mail:///messages/AAMk#x mail:///messages/AAMk?owner=a@b.co&owner=c@d.co".split(" "),
    ..."mail:///messages/AAMk?top=5 mail:/messages/AAMk mail://messages/AAMk".split(" "),
  ])("of another form is refused, with the forms there are: %s", (uri) => {
    expect(() => parseResourceUri(uri)).toThrow(
      expect.objectContaining({ code: "invalid_input", message: expect.stringContaining(":///") }),
    );
  });

  it("can be written of whatever Graph gives as an id, half a character too, and is read only if it is one", () => {
    const ids = fc.oneof(binaryText({ maxLength: 8 }), fc.constantFrom("\ud83d", "a\udc00b"));
    fc.assert(
      fc.property(ids, (id) => {
        const uri = uriIfReadable({ kind: "planner-task", taskId: id });
        expect(uri).toBe(/^[\w-]{1,100}$/.test(id) ? `planner:///tasks/${id}` : undefined);
      }),
      { numRuns: runs(10_000), examples: [["\ud83d"]] },
    );
  });

  it("leads nowhere but to its typed id, whatever the text", () => {
    const part = fc.oneof(fc.constantFrom(...tricks), binaryText({ maxLength: 8 }), exchangeId);
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.array(part, { maxLength: 4 }), (place, parts) => {
        try {
          return isHarmless(parseResourceUri(place(parts.join(""))));
        } catch (error) {
          return error instanceof ToolError && error.code === "invalid_input";
        }
      }),
      { numRuns: runs(100_000) },
    );
  });

  it("reaches Graph as one segment for each id, below the mailbox, drive or site", async () => {
    const mailbox = "(?:me|users/[^/@]+@[^/@]+)";
    const id = "[\\w+/=-]+";
    const allowed = new RegExp(
      `^/(?:${mailbox}/messages/${id}(?:/attachments/${id}(?:/\\$value)?)?` +
        `|${mailbox}/messages\\?\\$filter=receivedDateTime ge [\\dTZ:.-]+ and conversationId eq '${id}'&[\\w $,=&()]+` +
        `|${mailbox}/mailFolders(?:/${id}(?:/childFolders|/messages)?)?` +
        "|drives/[\\w!-]+(?:/items/[^/]+(?:/content|/children)?|/root:(?:/[^/]+)+)?" +
        "|sites/[\\w.,-]+/pages/[\\w-]+/microsoft\\.graph\\.sitePage" +
        "|(?:me|sites/[\\w.,-]+)/onenote/(?:notebooks|pages|sections|sectionGroups)(?:/[\\w!-]+(?:/content|/pages)?)?" +
        `|me/todo/lists/${id}/tasks/${id}(?:/checklistItems|/linkedResources)?` +
        "|planner/tasks/[\\w-]+(?:/details)?" +
        "|shares/u![\\w-]+/driveItem)(?:\\?\\$[\\w $,=&]+)?$",
    );
    const mail = ["Mail.Read", "Mail.Read.Shared"];
    const scopes = [...mail, "Files.Read.All", "Sites.Read.All", "Tasks.Read", "Notes.Read", "Notes.Read.All"];
    for (const vector of vectors) {
      const context = fakeContext({ scopes, answers: () => ({ id: "x" }) });
      await readResourceHandler.run({ uri: vector }, context).catch((error) => expect(error).toBeInstanceOf(ToolError));
      for (const { url } of context.calls) expect(url).toMatch(allowed);
    }
  });
});
