import { uriForms } from "#common/tools/resource-uri/resource-uri.ts";

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

/** The places of a form: the ids in its path, and its parameters. */
export const placesOf = (text: string) => [
  ...[...text.matchAll(/\{([\w.]+)\}/g)].map(([, name = ""]) => name),
  ...(text.split("?")[1]?.split("&") ?? []),
];

/** The uri of a form with this text in one of its places, not encoded, and an id in each other one of its path. */
export function uriWith(kind: string, place: string | undefined, text: string): string {
  const [path = "", query = ""] = uriForms[kind as keyof typeof uriForms].text.split("?");
  const exampleOf = (name: string) => {
    const example = ofKind[kind]?.[name] ?? examples[name];
    if (example === undefined) throw new Error(`no example of ${name} in ${kind}`);
    return example;
  };
  const filled = path.replace(/\{([\w.]+)\}/g, (_, name: string) => (name === place ? text : exampleOf(name)));
  return place !== undefined && query.split("&").includes(place) ? `${filled}?${place}=${text}` : filled;
}
