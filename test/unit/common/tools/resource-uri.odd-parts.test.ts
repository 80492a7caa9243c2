// T9: path traversal by a resource uri — whatever stands in any place of any form is refused with words for the
// caller, or asked for as an ID that Graph does not know.

import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { readResource } from "#common/tools/read-resource.ts";
import { uriForms } from "#common/tools/resource-uri/resource-uri.ts";
import { fakeContext } from "#test/unit/workers/tools/fake-context.ts";
import { graphPath } from "#workers/graph/graph-address.ts";
import { readResourceHandler } from "#workers/tools/resources/read-resource.ts";
import { tricks } from "./path-tricks.ts";

const guid = "6e3b2f0e-58a1-4f6c-9d0d-7f1f3c1d2a3b";
/** What may stand at each place of the forms. A name that is missing here fails the test of its form. */
const examples: Readonly<Record<string, string>> = {
  messageId: "1700000000000",
  attachmentId: "AAMkAtt=",
  conversationId: "AAQkConv=",
  folderId: "Inbox",
  eventId: "AAMkEvent=",
  owner: "team@contoso.com",
  picture: "1",
  token: encodeURIComponent("https://teams.microsoft.com/l/meetup-join/19%3ameeting_a%40thread.v2/0"),
  start: "2026-11-27T10:00:00Z",
  end: "2026-11-27T11:00:00Z",
  driveId: "b!abc",
  "path...": "Reports/Q1.docx",
  siteId: `contoso.sharepoint.com,${guid},${guid}`,
  chatId: "19:abc@thread.v2",
  teamId: guid,
  channelId: "19:abc@thread.tacv2",
  replyId: "1700000000001",
  notebookId: `1-${guid}`,
  groupId: `1-${guid}`,
  sectionId: `1-${guid}`,
  listId: "AQMkList=",
};
const ofKind: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  page: { pageId: guid },
  list: { listId: guid },
  "list-item": { listId: guid, itemId: "7" },
  "onenote-page": { pageId: `1-hex!1-${guid}` },
  "todo-task": { taskId: "AAMkTask=" },
  "planner-task": { taskId: "01gzSlKkIUSUl6DF_EilrmQAKDhh" },
};

const long = (length: number) => "1".repeat(length);
const odd: readonly string[] = [
  ...tricks,
  ...tricks.map(encodeURIComponent),
  ...[100, 1_000, 4_900, 100_000].map(long),
  `%${"25".repeat(2_000)}`,
  "%F0%9F".repeat(600),
  "\ud83d",
  "\udc00x",
  "%ED%A0%BD",
  "\0",
  "a%00b",
  "\u202e\u200b",
  "%E2%80%AE",
  "予算",
  "constructor",
  "__proto__",
  "🗂️",
];

/** The places of a form: the ids in its path, and its parameters. */
const placesOf = (text: string) => [
  ...[...text.matchAll(/\{([\w.]+)\}/g)].map(([, name = ""]) => name),
  ...(text.split("?")[1]?.split("&") ?? []),
];

/** The uri of a form with this text in one of its places, not encoded, and an id in each other one of its path. */
function uriWith(kind: string, place: string | undefined, text: string): string {
  const [path = "", query = ""] = uriForms[kind as keyof typeof uriForms].text.split("?");
  const exampleOf = (name: string) => {
    const example = ofKind[kind]?.[name] ?? examples[name];
    if (example === undefined) throw new Error(`no example of ${name} in ${kind}`);
    return example;
  };
  const filled = path.replace(/\{([\w.]+)\}/g, (_, name: string) => (name === place ? text : exampleOf(name)));
  return place !== undefined && query.split("&").includes(place) ? `${filled}?${place}=${text}` : filled;
}

/** How the reading of a uri ends at a Graph that knows nothing, and whether Graph was asked. */
async function outcomeOf(uri: string): Promise<{ code: string; isAsked: boolean }> {
  const scopes = ["Mail.Read", "Mail.Read.Shared", "Calendars.Read", "Calendars.Read.Shared", "Files.Read.All"];
  const more = ["Sites.Read.All", "Chat.Read", "ChannelMessage.Read.All", "Tasks.Read", "Notes.Read", "Notes.Read.All"];
  const context = fakeContext({
    scopes: [
      ...scopes,
      ...more,
      "OnlineMeetings.Read",
      "OnlineMeetingTranscript.Read.All",
      "OnlineMeetingRecording.Read.All",
    ],
    answers(_path, request) {
      graphPath("https://graph.microsoft.com", request);
      return undefined;
    },
  });
  const input = readResource.inputSchema.safeParse({ uri });
  if (!input.success) return { code: "invalid_input", isAsked: false };
  try {
    await readResourceHandler.run(input.data, context);
    return { code: "answered", isAsked: context.calls.length > 0 };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    expect(error.message.length).toBeLessThan(1_500);
    return { code: error.code, isAsked: context.calls.length > 0 };
  }
}

describe.each(Object.entries(uriForms))("a uri of the kind %s", (kind, { text }) => {
  it("is asked for where its ids can be ids", async () => {
    expect(await outcomeOf(uriWith(kind, undefined, ""))).toEqual({ code: "not_found", isAsked: true });
  });

  it.each(placesOf(text))("is refused in words, or not found, whatever stands for %s", async (place) => {
    const codes = new Set<string>();
    for (const one of odd) codes.add((await outcomeOf(uriWith(kind, place, one))).code);
    codes.delete("not_found");
    expect([...codes]).toEqual(["invalid_input"]);
  });
});
