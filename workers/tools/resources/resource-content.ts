import type { ResourceUri } from "#common/tools/resource-uri/resource-uri.ts";
import type { Incomplete } from "#common/tools/schemas/results.ts";
import type { Picture } from "#workers/documents/pictures/picture.ts";
import type { CalendarEvent } from "#workers/tools/calendar/event-content.ts";
import type { MeetingTranscript } from "#workers/tools/calendar/transcript-content.ts";
import type { DriveItemContent } from "#workers/tools/files/drive-item-content.ts";
import type { SitePageContent } from "#workers/tools/files/site-page-content.ts";
import type { ConversationContent } from "#workers/tools/mail/conversation/conversation-content.ts";
import type { MailAttachment } from "#workers/tools/mail/mail-attachment.ts";
import type { MailMessage } from "#workers/tools/mail/mail-content.ts";
import type { MailFolderContent } from "#workers/tools/mail/mail-folder-content.ts";
import type { NotePageContent, NotesContent } from "#workers/tools/notes/note-lists.ts";
import type { Person } from "#workers/tools/person.ts";
import type { TaskContent } from "#workers/tools/tasks/task-content.ts";
import type { ChatContent, ChatMessage } from "#workers/tools/teams/chat-message-content.ts";
import type { Countable } from "#workers/tools/text/counted.ts";

/** A resource, before its text is split into windows. */
export interface ResourceContent {
  /** The resource that was read, where that is not the one that was asked for: of a link, what it leads to. */
  found?: ResourceUri | undefined;
  message?: MailMessage;
  attachment?: MailAttachment;
  conversation?: ConversationContent;
  mailFolder?: MailFolderContent;
  event?: CalendarEvent;
  meetingTranscript?: MeetingTranscript;
  item?: DriveItemContent;
  page?: SitePageContent;
  chat?: ChatContent;
  chatMessage?: ChatMessage;
  notes?: NotesContent;
  notePage?: NotePageContent;
  task?: TaskContent;
  /** Absent if there is no text, or it may not be read. */
  text?: ResourceText | undefined;
  /** The position at which the list continues, for the same reader. Absent at the end. */
  nextPosition?: string | undefined;
  /** What the list has, and in which order, for the words of an answer with a part of it. */
  listed?: { things: Countable; order?: string };
  /** Differs from that of an earlier reading where the content was changed meanwhile. Absent where it is not known. */
  version?: string | undefined;
  incomplete?: Incomplete | undefined;
}

export interface ResourceText {
  text: string;
  contentType: string;
  /** The author, as far as the resource names one. */
  writtenBy: Person | undefined;
  external: boolean | undefined;
  /** The offset of quoted older messages, which are left for the next window. */
  quotesFrom?: number | undefined;
  /** The offset of `text` in the whole text; by default 0. */
  from?: number | undefined;
  /** The first offset in `text` of each page that was read, for documents with pages. */
  pages?: readonly { number: number; from: number }[] | undefined;
  pageCount?: number | undefined;
  /** Whether pages follow that were not read. */
  hasMorePages?: boolean | undefined;
  /** Pictures that stand in the text, which says where. */
  pictures?: readonly Picture[] | undefined;
  /** In brackets: what is said below each window, such as how the text was made. */
  remark?: string | undefined;
}
