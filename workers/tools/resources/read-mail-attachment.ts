import { requireDocumentSize } from "#workers/documents/document-size.ts";
import { requireAllowedLabels, shownLabels } from "#workers/documents/labels/labels.ts";
import type { ExtractedText } from "#workers/documents/text-source.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";
import {
  graphAttachment,
  graphFullMessage,
  labelsOfMessage,
  selectForAttachments,
} from "#workers/tools/mail/graph-mail.ts";
import { type MailAttachment, mailAttachment } from "#workers/tools/mail/mail-content.ts";
import { atMessage, inMailbox } from "#workers/tools/mail/mailbox.ts";
import { isExternal } from "#workers/tools/person.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { ResourceOf, ResourceReader } from "./resource-content.ts";
import type { ResourceText } from "./resource-text.ts";
import { ofPicture, pagesForWindow, placeInDocument } from "./resource-window.ts";

type MailAttachmentUri = ResourceOf<"mail-attachment">;

/**
 * Reads the text of an attachment: a file; or a message, event or contact, which Graph returns as MIME, iCalendar or
 * vCard (https://learn.microsoft.com/graph/api/attachment-get). For a link to a file in the cloud Graph returns neither
 * text nor URL, so the result explains how to find it.
 */
export const readMailAttachment: ResourceReader<"mail-attachment"> = async (uri, context, part) => {
  const options = { query: { $select: selectForAttachments }, fromCaller: "id" as const };
  const readAt = async (message: readonly string[]) => {
    await requireAllowedMail(message, context);
    const path = [...message, "attachments", uri.attachmentId];
    return { path, found: await context.graph.get({ path, ...options }, graphAttachment) };
  };
  const { path, found } = await inMailbox(uri.owner, () => atMessage(uri, context.graph, readAt));
  const attachment = mailAttachment(found, uri);
  if (attachment.type === "link") return { attachment, gaps: [howToReadLinked(uri)] };
  requireDocumentSize(attachment.size);
  // Graph makes the bytes of an item when they are asked for, and doesn't say how many.
  const expectedBytes = attachment.type === "item" ? undefined : attachment.size;
  const extracted = await context.withDocumentRoom(expectedBytes, async ({ maxBytes, extractText }) => {
    const { bytes, mediaType } = await inMailbox(uri.owner, () =>
      context.graph.download({ path: [...path, "$value"], fromCaller: "id" }, { maxBytes }),
    );
    const wanted = pagesForWindow({ ...part, ...ofPicture(uri.picture) });
    return await extractText({ bytes, ...kindOf(attachment, mediaType), ...wanted });
  });
  return {
    attachment: { ...attachment, ...shownLabels(extracted.labels) },
    text: { ...textOf(extracted, context), ...placeInDocument(extracted, part) },
    gaps: [extracted.incomplete],
  };
};

/** What is attached to a mail has the mail's label, too. Asked for only where labels are denied. */
async function requireAllowedMail(path: readonly string[], { graph, deniedLabels }: ToolContext): Promise<void> {
  if (deniedLabels.size === 0) return;
  const request = { path, query: { $select: "id,internetMessageHeaders" }, fromCaller: "id" as const };
  requireAllowedLabels(labelsOfMessage(await graph.get(request, graphFullMessage)), deniedLabels);
}

/** The declared type of an attachment. Graph declares all items as `text/plain`, and their names are subjects. */
function kindOf({ type, contentType, name }: MailAttachment, mediaType: string): { mediaType: string; name?: string } {
  return type === "item" ? { mediaType: "message/rfc822" } : { mediaType: contentType ?? mediaType, name };
}

/**
 * The author is the one that the attached message names. The sender of the outer message may have forged that, so it
 * can prove that a text is from outside, but not that it is from a colleague.
 */
function textOf(extracted: ExtractedText, { userDomain }: ToolContext): ResourceText {
  const { text, detectedType, writtenBy } = extracted;
  const external = isExternal(writtenBy, userDomain) || undefined;
  return { text, contentType: detectedType, writtenBy, external };
}

function howToReadLinked({ messageId, owner, folderId }: MailAttachmentUri): string {
  const message = formatResourceUri({ kind: "mail-message", messageId, owner, folderId });
  return (
    "This attachment is only a link to a file or folder in OneDrive or SharePoint. The message's text usually has " +
    `its https address: read ${message}, and give that address to read_resource as uri. Or search for it by its ` +
    "name with sharepoint_search."
  );
}
