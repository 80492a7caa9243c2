import { ToolError } from "#common/errors.ts";
import { readResource } from "#common/tools/read-resource.ts";
import { cloudTitles } from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";
import { type Address, addressIn } from "#common/tools/resource-uri/addresses/read-address.ts";
import { resourceNeeds } from "#common/tools/resource-uri/resource-needs.ts";
import { parseResourceUri, type ResourceKind } from "#common/tools/resource-uri/resource-uri.ts";
import { DeniedByLabel } from "#workers/documents/labels/labels.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";
import { hasCode } from "#workers/tools/optional-request.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import { withoutEmpty } from "#workers/tools/shown-fields.ts";
import { chatLines } from "#workers/tools/teams/chat-lines.ts";
import type { ChatMessage } from "#workers/tools/teams/chat-message-content.ts";
import { defineHandler, type ToolContext } from "#workers/tools/tool-context.ts";
import { answerWithin, placeOf, type ReadingPlace, readingPlaceSchema, splitLists } from "./answer-within.ts";
import { foundPassages } from "./found-passages.ts";
import { readCalendarEvent, readMeetingLink } from "./read-calendar-event.ts";
import { readChannelMessage, readChannelMessages, readChannelReply } from "./read-channel-messages.ts";
import { readChatMessage, readChatMessages } from "./read-chat-message.ts";
import { readFileOrFolder, readSharingLink } from "./read-file.ts";
import { readList, readListItem, readListLink } from "./read-list.ts";
import { readMailAttachment } from "./read-mail-attachment.ts";
import { readConversationOfMessage, readMailConversation } from "./read-mail-conversation.ts";
import { readMailFolder, readMailFolders } from "./read-mail-folder.ts";
import { readMailMessage } from "./read-mail-message.ts";
import { readMeetingRecap } from "./read-meeting-recap.ts";
import { readMeetingTranscript } from "./read-meeting-transcript.ts";
import {
  readNotebook,
  readNotebooks,
  readNoteLink,
  readNotePage,
  readSection,
  readSectionGroup,
} from "./read-notes.ts";
import { readSitePage } from "./read-site-page.ts";
import { readPlannerTask, readTodoTask } from "./read-task.ts";
import type { ResourceContent, ResourceReader } from "./resource-content.ts";
import { picturesIn } from "./resource-window.ts";

/** Whether a refusal may be due to the address. */
const mayBeExplained = (error: unknown): error is ToolError =>
  hasCode(error, "not_found", "forbidden", "invalid_input") && !(error instanceof DeniedByLabel);

const byWords = "Search for its words with chat_message_search.";

/** How an item is found otherwise. The readers of the other kinds of links say it themselves. */
const howToFind: Readonly<Partial<Record<ResourceKind, string>>> = {
  "mail-message":
    "Search for it with outlook_email_search; if it is in a shared mailbox, name its owner as mailboxOwnerEmail.",
  "mail-conversation": "Search for one of its messages with outlook_email_search.",
  "calendar-event":
    "Search for it with outlook_calendar_search; if it is in a shared calendar, name its owner as calendarOwnerEmail.",
  "chat-message": byWords,
  "channel-message": byWords,
  "channel-reply": byWords,
  "chat-messages": "Find the chat with teams_list_chats.",
  "channel-messages": "Find the channel with teams_list_channels.",
  "sharing-link": "Search for its name with sharepoint_search.",
};

const ofAnother = "The address names another organisation than the user's own, of which this server reads nothing.";

/**
 * Reads what a uri leads to. If it is an address that a person gave, it must be of the cloud that is read. A refusal is
 * explained by what the address tells: another organisation, and how to find the item otherwise.
 */
async function explainingAddress<T>(
  { uri, kind }: { uri: string; kind: ResourceKind },
  context: Pick<ToolContext, "cloud" | "tenantId">,
  read: () => Promise<T>,
): Promise<T> {
  const address = addressIn(uri);
  if (address === undefined) return await read();
  checkCloud(address, context);
  try {
    return await read();
  } catch (error) {
    if (!mayBeExplained(error)) throw error;
    const isForeign = address.tenantId !== undefined && address.tenantId !== context.tenantId;
    const words = [error.message, isForeign ? ofAnother : undefined, howToFind[kind]];
    throw new ToolError(error.code, words.filter((part) => part !== undefined).join(" "), error.details);
  }
}

function checkCloud(address: Address, { cloud }: Pick<ToolContext, "cloud">): void {
  if (address.cloud === cloud) return;
  throw new ToolError(
    "invalid_input",
    `uri: the address is one of ${cloudTitles[address.cloud]}; this server reads ${cloudTitles[cloud]}. Open it in a ` +
      "browser.",
  );
}

/**
 * What a model reads of a resource, in one text: a line of JSON with all that describes it, a line of JSON for each
 * thing that is in it (of messages in Teams as `chatLines` has it), an empty line, and its text with real line breaks,
 * which is Markdown unless the type is named. What leads on stands first, so that a client that cuts the answer loses
 * the end of the text and nothing else.
 */
export function readText({
  uri,
  kind,
  body,
  passages,
  moreContent: _said,
  nextCursor,
  incomplete,
  ...fields
}: ResourceAnswer): string {
  const {
    content,
    contentType,
    startCharacter: from,
    endCharacter: to,
    totalCharacters: total,
    ...more
  }: Partial<NonNullable<ResourceAnswer["body"]>> = body ?? {};
  const { details, lists } = splitLists(Object.assign({}, ...Object.values(fields)));
  const isWhole = from === 0 && nextCursor === undefined;
  const characters = content === undefined || isWhole ? undefined : { from, to, total };
  const window = { ...(contentType !== "text/markdown" && { contentType }), ...more };
  const first = { uri, kind, characters, nextCursor, incomplete, passages, ...window, ...details };
  const lines = [JSON.stringify(first), ...lists.flatMap(([, elements]) => elementLines(elements, fields))];
  return [lines.join("\n"), ...(content === undefined ? [] : [content])].join("\n\n");
}

/** A line for each element; messages of a chat or channel share one for their day. */
function elementLines(elements: readonly unknown[], fields: object): string[] {
  if ("chat" in fields || "chatMessage" in fields) return chatLines(elements as readonly ChatMessage[]);
  return elements.map((element) => JSON.stringify(element));
}

/** Place whose cursor is the longest of a resource. */
const furthest = {
  at: Number.MAX_SAFE_INTEGER,
  page: { number: Number.MAX_SAFE_INTEGER, from: Number.MAX_SAFE_INTEGER },
  listed: { count: Number.MAX_SAFE_INTEGER, last: "______" },
};

type ResourceAnswer = ReturnType<typeof answerWithin>["answer"] & {
  passages?: { page?: number; cursor: string }[];
  nextCursor?: string;
  moreContent: boolean;
};

export const readResourceHandler = defineHandler(readResource, {
  async run(input, context): Promise<ResourceAnswer> {
    const asked = parseResourceUri(input.uri);
    const given = formatResourceUri(asked);
    const from = placeOf(input, given, context);
    const resource = from.uri === given ? asked : parseResourceUri(from.uri);
    const find = input.find ?? from.find;
    const part = find === undefined ? from : { ...from, isSearched: true, find };
    // What stands under a kind reads it.
    const reader = readers[resource.kind] as ResourceReader<ResourceKind>;
    const read = async () => {
      requirePermission(resourceNeeds(resource).permissions, context.grantedScopes);
      return await reader(resource, context, part);
    };
    const content = await (resource === asked
      ? explainingAddress({ uri: input.uri, kind: asked.kind }, context, read)
      : read());
    const found = content.found ?? resource;
    const uri = formatResourceUri(found);
    if (from.startPage !== undefined || from.endPage !== undefined) checkPages(content, found.kind);
    const sealed = (place: Partial<Omit<ReadingPlace, "uri" | "link" | "version">>) => {
      const link = from.link ?? (uri === given ? undefined : given);
      const { version } = content;
      const goingOn = { ...from, find: content.list && find, uri, link, version, ...place };
      return context.cursor.seal(goingOn, readingPlaceSchema);
    };
    if (find !== undefined && content.list === undefined) {
      const passages = await foundPassages(content, { find, start: from.at ?? 0, seal: sealed });
      return { uri, kind: found.kind, ...withoutEmpty(passages), moreContent: passages.nextCursor !== undefined };
    }
    const longestCursor = sealed({ ...furthest, position: content.nextPosition ?? from.position });
    const { answer, next } = answerWithin({ content, from, uri, kind: found.kind, longestCursor });
    context.show(picturesIn(content.text ?? {}, answer.body?.pages));
    return { ...answer, ...withoutEmpty({ nextCursor: next && sealed(next) }), moreContent: next !== undefined };
  },

  toBlocks: (answer) => [readText(answer)],
});

function checkPages({ text }: ResourceContent, kind: string): void {
  if (text?.pages !== undefined) return;
  throw new ToolError(
    "invalid_input",
    `startPage, endPage: this ${kind.replaceAll("-", " ")} has no pages. Leave both out; long text comes in parts ` +
      "with nextCursor.",
  );
}

const readers: { readonly [Kind in ResourceKind]: ResourceReader<Kind> } = {
  "mail-message": readMailMessage,
  "mail-attachment": readMailAttachment,
  "mail-conversation": readMailConversation,
  "mail-message-conversation": readConversationOfMessage,
  "mail-folders": readMailFolders,
  "mail-folder": readMailFolder,
  "calendar-event": readCalendarEvent,
  "meeting-link": readMeetingLink,
  "meeting-transcript": readMeetingTranscript,
  "meeting-recap": readMeetingRecap,
  file: readFileOrFolder,
  "sharing-link": readSharingLink,
  page: readSitePage,
  list: readList,
  "list-item": readListItem,
  "list-link": readListLink,
  "chat-messages": readChatMessages,
  "chat-message": readChatMessage,
  "channel-messages": readChannelMessages,
  "channel-message": readChannelMessage,
  "channel-reply": readChannelReply,
  "onenote-notebooks": readNotebooks,
  "onenote-notebook": readNotebook,
  "onenote-section-group": readSectionGroup,
  "onenote-section": readSection,
  "onenote-page": readNotePage,
  "note-link": readNoteLink,
  "todo-task": readTodoTask,
  "planner-task": readPlannerTask,
};
