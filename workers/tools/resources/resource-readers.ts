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
import type { ResourceContent, ResourceOf, ResourcePart, ResourceReader } from "./resource-content.ts";

/** Reads a resource, or a part of it. */
export type ReadResource = (context: ToolContext, part: ResourcePart) => Promise<ResourceContent>;

/** Returns the reader of a resource. One case per kind of uri. */
export function readerFor(resource: ResourceUri): ReadResource {
  switch (resource.kind) {
    case "mail-message":
      return readable(mailMessageReader, resource);
    case "mail-attachment":
      return readable(mailAttachmentReader, resource);
    case "mail-conversation":
      return readable(mailConversationReader, resource);
    case "mail-message-conversation":
      return readable(mailMessageConversationReader, resource);
    case "mail-folders":
      return readable(mailFoldersReader, resource);
    case "mail-folder":
      return readable(mailFolderReader, resource);
    case "calendar-event":
      return readable(calendarEventReader, resource);
    case "meeting-link":
      return readable(meetingLinkReader, resource);
    case "meeting-transcript":
      return readable(meetingTranscriptReader, resource);
    case "meeting-recap":
      return readable(meetingRecapReader, resource);
    case "file":
      return readable(fileReader, resource);
    case "sharing-link":
      return readable(sharingLinkReader, resource);
    case "page":
      return readable(sitePageReader, resource);
    case "list":
      return readable(listReader, resource);
    case "list-item":
      return readable(listItemReader, resource);
    case "list-link":
      return readable(listLinkReader, resource);
    case "chat-messages":
      return readable(chatMessagesReader, resource);
    case "chat-message":
      return readable(chatMessageReader, resource);
    case "channel-messages":
      return readable(channelMessagesReader, resource);
    case "channel-message":
      return readable(channelMessageReader, resource);
    case "channel-reply":
      return readable(channelReplyReader, resource);
    case "onenote-notebooks":
      return readable(notebooksReader, resource);
    case "onenote-notebook":
      return readable(notebookReader, resource);
    case "onenote-section-group":
      return readable(sectionGroupReader, resource);
    case "onenote-section":
      return readable(sectionReader, resource);
    case "onenote-page":
      return readable(notePageReader, resource);
    case "note-link":
      return readable(noteLinkReader, resource);
    case "todo-task":
      return readable(todoTaskReader, resource);
    case "planner-task":
      return readable(plannerTaskReader, resource);
  }
}

function readable<Kind extends ResourceKind>(reader: ResourceReader<Kind>, resource: ResourceOf<Kind>): ReadResource {
  return (context, part) => reader.read(resource, context, part);
}
