import { parseResourceUri, type ResourceKind } from "#common/tools/resource-uri/resource-uri.ts";
import type { ResourceField } from "#common/tools/schemas/results.ts";

type Fields = Record<string, unknown>;

/** The member with the hits of each tool that gives them as blocks; of those that have a second list, what tells. */
const hitLists: Readonly<Record<string, (hit: Fields) => string>> = {
  sharepoint_search: () => "files",
  sharepoint_folder_search: () => "folders",
  outlook_email_search: () => "messages",
  outlook_calendar_search: () => "events",
  chat_message_search: (hit) => ("summary" in hit ? "messages" : "chats"),
  onenote_search: (hit) => ("title" in hit ? "pages" : "sections"),
  tasks_search: () => "tasks",
  search_people: () => "people",
  teams_list_chats: () => "chats",
  teams_list_teams: () => "teams",
  teams_list_channels: () => "channels",
  teams_list_channel_messages: () => "messages",
};
const alwaysThere: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(hitLists).map(([tool, listOf]) => [tool, listOf({ summary: "", title: "" })]),
);

/** The answer of a tool as an object, from the texts that a client is given. Throws for a text of no known form. */
export function answerIn(tool: string, texts: readonly string[]): Fields {
  if (tool === "read_resource") return readingIn(texts[0] ?? "");
  const values = texts.map((text) => JSON.parse(text) as Fields);
  const rest = values.at(-1) ?? {};
  const listOf = hitLists[tool];
  if (listOf === undefined && values.length > 1) throw new Error(`hitLists names no list for the hits of ${tool}`);
  if (listOf === undefined) return rest;
  const lists: Record<string, Fields[]> = { [alwaysThere[tool] ?? ""]: [] };
  for (const hit of values.slice(0, -1)) {
    lists[listOf(hit)] ??= [];
    lists[listOf(hit)]?.push(hit);
  }
  return { ...lists, ...rest };
}

const fieldOf: Readonly<Partial<Record<ResourceKind, ResourceField>>> = {
  "mail-message": "message",
  "mail-attachment": "attachment",
  "mail-conversation": "conversation",
  "mail-message-conversation": "conversation",
  "mail-folders": "mailFolder",
  "mail-folder": "mailFolder",
  "calendar-event": "event",
  "meeting-transcript": "meetingTranscript",
  "meeting-recap": "meetingRecap",
  file: "item",
  page: "page",
  list: "list",
  "list-item": "listItem",
  "chat-messages": "chat",
  "chat-message": "chatMessage",
  "channel-messages": "chat",
  "channel-message": "chatMessage",
  "channel-reply": "chatMessage",
  "onenote-notebooks": "notes",
  "onenote-notebook": "notes",
  "onenote-section-group": "notes",
  "onenote-section": "notes",
  "onenote-page": "notePage",
  "todo-task": "task",
  "planner-task": "task",
};

/** What tells its own uri, where it was asked for by another. */
const hasOwnUri: ReadonlySet<ResourceField> = new Set(["chatMessage", "attachment"]);

/** The list of an element, by its kind. */
const listOfKind: Readonly<Partial<Record<ResourceKind, string>>> = {
  "mail-folder": "folders",
  "mail-message": "messages",
  "onenote-notebook": "notebooks",
  "onenote-section": "sections",
  "onenote-section-group": "groups",
  "onenote-page": "pages",
};
const listOfField: Readonly<Partial<Record<ResourceField, string>>> = {
  chat: "messages",
  chatMessage: "replies",
  item: "children",
  meetingRecap: "attended",
  list: "rows",
};

const chatLine =
  /^(\d{2}:\d{2})(?: ([^[(:{]+?))??(?: <([^<>]+)>)?((?: [([][^)\]]*[)\]])*)(?:: ("(?:[^"\\]|\\.)*"))?(?: (\{.*\}))?$/;
const zoneOf = (offset = "") => (offset === "UTC" ? "Z" : offset);

/** The messages that `chatLines` wrote. */
function messagesIn(lines: readonly string[]): Fields[] {
  let day: string[] = [];
  return lines.flatMap((line) => {
    const [, time, displayName, email, marks = "", text, more] = chatLine.exec(line) ?? [];
    if (time === undefined) {
      day = line.split(" ");
      return [];
    }
    const type = /\((?!external\))([^)]*)\)/.exec(marks)?.[1];
    const event = /\[(?!deleted\])([^\]]*)\]/.exec(marks)?.[1];
    return [
      {
        createdDateTime: `${day[0]}T${time}${zoneOf(day[2])}`,
        ...(displayName && { from: { displayName, ...(email && { email }), ...(type && { type }) } }),
        ...(marks.includes("(external)") && { external: true }),
        ...(marks.includes("[deleted]") && { deleted: true }),
        ...(event && { event }),
        ...(text && { text: JSON.parse(text) as string }),
        ...(JSON.parse(more ?? "{}") as Fields),
      },
    ];
  });
}

function readingIn(text: string): Fields {
  const end = text.indexOf("\n\n");
  const [first = "", ...elements] = text.slice(0, end === -1 ? undefined : end).split("\n");
  const { uri, kind, characters, nextCursor, incomplete, passages, writtenBy, pages, ...more } = JSON.parse(
    first,
  ) as Fields & { uri: string; characters?: { from: number; to: number; total?: number } };
  const { contentType = "text/markdown", ...details } = end === -1 ? { ...more, contentType: undefined } : more;
  const content = text.slice(end + 2);
  const whole = { from: 0, to: content.length, total: content.length };
  const { from, to, total } = characters ?? whole;
  const itsKind = parseResourceUri(uri).kind;
  const field = fieldOf[itsKind] ?? "item";
  const lists: Record<string, Fields[]> = {};
  const isTeams = field === "chat" || field === "chatMessage";
  if (isTeams && elements.length > 0) lists[listOfField[field] ?? ""] = messagesIn(elements);
  for (const line of isTeams ? [] : elements) {
    const element = JSON.parse(line) as Fields & { uri?: string };
    const name = listOfField[field] ?? listOfKind[parseResourceUri(element.uri ?? "").kind] ?? "";
    lists[name] ??= [];
    lists[name]?.push(element);
  }
  return {
    uri,
    kind: itsKind,
    [field]: {
      ...(field === "item" && { kind }),
      ...(hasOwnUri.has(field) && { uri }),
      ...(Array.isArray(pages) && { pages }),
      ...details,
      ...lists,
    },
    ...(end !== -1 && {
      body: {
        contentType,
        content,
        ...(writtenBy !== undefined && { writtenBy }),
        ...(pages !== undefined && !Array.isArray(pages) && { pages }),
        startCharacter: from,
        endCharacter: to,
        ...(total !== undefined && { totalCharacters: total }),
      },
    }),
    moreContent: nextCursor !== undefined,
    ...(nextCursor !== undefined && { nextCursor }),
    ...(incomplete !== undefined && { incomplete }),
    ...(passages !== undefined && { passages }),
  };
}
