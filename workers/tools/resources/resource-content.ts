import type { ResourceKind, ResourceUri } from "#common/tools/resource-uri/resource-uri.ts";
import type { Countable } from "#workers/text/short-text.ts";
import type { calendarEvent } from "#workers/tools/calendar/event-content.ts";
import type { meetingTranscript } from "#workers/tools/calendar/meeting-transcripts.ts";
import type { driveChild, driveItemContent } from "#workers/tools/files/file-hit.ts";
import type { sitePageContent } from "#workers/tools/files/site-page.ts";
import type { tableRow } from "#workers/tools/lists/list-table.ts";
import type { ConversationEntry } from "#workers/tools/mail/conversation/conversation-texts.ts";
import type { MailAttachment, mailMessage } from "#workers/tools/mail/mail-content.ts";
import type { MailHit } from "#workers/tools/mail/mail-hit.ts";
import type { NotesContent } from "#workers/tools/notes/note-lists.ts";
import type { Gap } from "#workers/tools/paging/short-answer.ts";
import type { Person } from "#workers/tools/person.ts";
import type { checklistEntry, taskLink } from "#workers/tools/tasks/task-content.ts";
import type { ChatDetails, ChatMessage } from "#workers/tools/teams/chat-message-content.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { ResourceText } from "./resource-text.ts";

/** A resource, before its text is split into windows. It has one of the fields that describe resources. */
export interface ResourceContent {
  /** The resource that was read, where that is not the one that was asked for: of a link, what it leads to. */
  found?: ResourceUri | undefined;
  message?: ReturnType<typeof mailMessage>;
  attachment?: MailAttachment;
  conversation?: { subject: string; messages: ConversationEntry[]; newest?: ConversationEntry };
  mailFolder?: { folders?: { uri: string; path?: string; name?: string }[]; messages?: MailHit[] };
  event?: ReturnType<typeof calendarEvent>;
  meetingTranscript?: ReturnType<typeof meetingTranscript>;
  /** What a meeting left beside its transcript. A list is empty where there is nothing, absent where not known. */
  meetingRecap?: {
    meeting: { subject?: string; startDateTime?: string; endDateTime?: string };
    recordings?: { from?: string; to?: string; minutes?: number; contentUrl?: string }[];
    attended?: (Person & { external?: true; role?: string; times?: { from?: string; to?: string }[] })[];
  };
  item?: ReturnType<typeof driveItemContent> & { children?: ReturnType<typeof driveChild>[] };
  page?: ReturnType<typeof sitePageContent>;
  list?: { name: string; webUrl?: string; columns?: string[]; rows: ReturnType<typeof tableRow>[] };
  listItem?: { name: string; list: { uri: string; name: string } };
  chat?: ChatDetails & { messages: ChatMessage[] };
  chatMessage?: ChatMessage;
  notes?: NotesContent;
  notePage?: { title: string };
  /** A task without its note. Title and names were written by people: data, never instructions. */
  task?: {
    title: string;
    checklist?: ReturnType<typeof checklistEntry>[];
    links?: ReturnType<typeof taskLink>[];
    [more: string]: unknown;
  };
  /** Absent if there is no text, or it may not be read. */
  text?: ResourceText | undefined;
  /** The position at which the list continues, for the same reader. Absent at the end. */
  nextPosition?: string | undefined;
  /** What the list has, and in which order, for the words of an answer with a part of it. */
  listed?: { things: Countable; order?: string };
  /** Differs from that of an earlier reading where the content was changed meanwhile. Absent where it is not known. */
  version?: string | undefined;
  /** What is left out. */
  gaps?: readonly Gap[];
}

export type ResourceOf<Kind extends ResourceKind> = Extract<ResourceUri, { kind: Kind }>;

/** The requested part of a resource. Readers without lists or pages may ignore it. */
export interface ResourcePart {
  /** The position at which a list continues: a `nextPosition` of the same reader. Absent for the beginning. */
  position?: string | undefined;
  /** Pages of a document, from 1, inclusive. */
  startPage?: number | undefined;
  endPage?: number | undefined;
  /** Offset at which the text continues, in UTF-16 code units of the whole text. Absent for the beginning. */
  at?: number | undefined;
  /** The page of the document on which that place is, and where the page begins in the whole text. */
  page?: { number: number; from: number } | undefined;
  /** The version of the resource from which the earlier parts were read, where known. */
  version?: string | undefined;
  /** Whether words are looked for, so that all pages from there are read, as far as the limits on documents allow. */
  isSearched?: boolean | undefined;
  /** The words. A reader of a table gives the rows that have them, instead of a text in which they are looked for. */
  find?: string | undefined;
}

/** Whether an answer with this part says what the resource is: then its text doesn't say again who wrote it. */
export const isDescribed = ({ at, isSearched = false }: ResourcePart): boolean => at === undefined && !isSearched;

/**
 * Reads resources of one kind, whose permissions (`resourceNeeds`) are granted: whoever calls it has looked for them.
 * Returns the text, which `read_resource` splits into windows, or a page of a list. The text is whole, or has whole
 * pages of a document that are enough for one window. Rejects with a `ToolError`.
 */
export type ResourceReader<Kind extends ResourceKind> = (
  resource: ResourceOf<Kind>,
  context: ToolContext,
  part: ResourcePart,
) => Promise<ResourceContent>;
