import type { ResourceKind, ResourceUri } from "#common/tools/resource-uri/resource-uri.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { calendarEventReader, meetingLinkReader } from "./read-calendar-event.ts";
import { channelMessageReader, channelMessagesReader, channelReplyReader } from "./read-channel-messages.ts";
import { chatMessageReader, chatMessagesReader } from "./read-chat-message.ts";
import { fileReader, sharingLinkReader } from "./read-file.ts";
import { listItemReader, listLinkReader, listReader } from "./read-list.ts";
import { mailAttachmentReader } from "./read-mail-attachment.ts";
import { mailConversationReader, mailMessageConversationReader } from "./read-mail-conversation.ts";
import { mailFolderReader, mailFoldersReader } from "./read-mail-folder.ts";
import { mailMessageReader } from "./read-mail-message.ts";
import { meetingRecapReader } from "./read-meeting-recap.ts";
import { meetingTranscriptReader } from "./read-meeting-transcript.ts";
import {
  notebookReader,
  notebooksReader,
  noteLinkReader,
  notePageReader,
  sectionGroupReader,
  sectionReader,
} from "./read-notes.ts";
import { sitePageReader } from "./read-site-page.ts";
import { plannerTaskReader, todoTaskReader } from "./read-task.ts";
import type { ResourceContent, ResourcePart, ResourceReader } from "./resource-content.ts";

/** Reads a resource, or a part of it. */
export type ReadResource = (context: ToolContext, part: ResourcePart) => Promise<ResourceContent>;

const readers: { readonly [Kind in ResourceKind]: ResourceReader<Kind> } = {
  "mail-message": mailMessageReader,
  "mail-attachment": mailAttachmentReader,
  "mail-conversation": mailConversationReader,
  "mail-message-conversation": mailMessageConversationReader,
  "mail-folders": mailFoldersReader,
  "mail-folder": mailFolderReader,
  "calendar-event": calendarEventReader,
  "meeting-link": meetingLinkReader,
  "meeting-transcript": meetingTranscriptReader,
  "meeting-recap": meetingRecapReader,
  file: fileReader,
  "sharing-link": sharingLinkReader,
  page: sitePageReader,
  list: listReader,
  "list-item": listItemReader,
  "list-link": listLinkReader,
  "chat-messages": chatMessagesReader,
  "chat-message": chatMessageReader,
  "channel-messages": channelMessagesReader,
  "channel-message": channelMessageReader,
  "channel-reply": channelReplyReader,
  "onenote-notebooks": notebooksReader,
  "onenote-notebook": notebookReader,
  "onenote-section-group": sectionGroupReader,
  "onenote-section": sectionReader,
  "onenote-page": notePageReader,
  "note-link": noteLinkReader,
  "todo-task": todoTaskReader,
  "planner-task": plannerTaskReader,
};

/** The reader of a resource, by its kind. */
export function readerFor(resource: ResourceUri): ReadResource {
  // What stands under a kind reads it.
  const reader = readers[resource.kind] as ResourceReader<ResourceKind>;
  return (context, part) => reader.read(resource, context, part);
}
