import type { Incomplete } from "#common/tools/schemas/incomplete.ts";
import type { Person } from "#common/tools/schemas/person.ts";
import type { CalendarEvent } from "#workers/tools/calendar/event-content.ts";
import type { MeetingTranscript } from "#workers/tools/calendar/transcript-content.ts";
import type { DriveItemContent } from "#workers/tools/files/drive-item-content.ts";
import type { SitePageContent } from "#workers/tools/files/site-page-content.ts";
import type { MailAttachment } from "#workers/tools/mail/mail-attachment.ts";
import type { MailMessage } from "#workers/tools/mail/mail-content.ts";
import type { MailFolderContent } from "#workers/tools/mail/mail-folder-content.ts";
import type { ChatContent } from "#workers/tools/teams/chat-content.ts";
import type { ChatMessage } from "#workers/tools/teams/chat-message-content.ts";

/** Everything about one resource, before its text is cut into windows. */
export interface ResourceContent {
  message?: MailMessage;
  attachment?: MailAttachment;
  mailFolder?: MailFolderContent;
  event?: CalendarEvent;
  meetingTranscript?: MeetingTranscript;
  item?: DriveItemContent;
  page?: SitePageContent;
  chat?: ChatContent;
  chatMessage?: ChatMessage;
  /** Absent where the text may not be read, or there is none. */
  text?: ResourceText;
  /** Where the list goes on, for the same reader; absent when it ends here. */
  nextPosition?: string;
  incomplete?: Incomplete;
}

export interface ResourceText {
  text: string;
  contentType: string;
  /** Who wrote it, as far as the resource says. */
  writtenBy: Person | undefined;
  external: boolean | undefined;
  /** Where older messages begin, which are left for the next window. */
  quotesFrom?: number | undefined;
  /** For documents with pages: where each page that was read begins, and how many there are in all. */
  pages?: readonly { number: number; from: number }[] | undefined;
  pageCount?: number | undefined;
}
