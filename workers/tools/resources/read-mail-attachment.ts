import { ToolError } from "#common/errors.ts";
import { mailAttachmentPermissions } from "#common/tools/permissions.ts";
import { formatResourceUri } from "#common/tools/resource-uri/resource-uri.ts";
import { maxDocumentBytes } from "#workers/documents/document-size.ts";
import type { ExtractedText } from "#workers/documents/text-source.ts";
import { graphAttachment } from "#workers/tools/mail/graph-mail.ts";
import { type MailAttachment, mailAttachment } from "#workers/tools/mail/mail-attachment.ts";
import { isExternal } from "#workers/tools/mail/mail-people.ts";
import { inMailbox, mailboxPath } from "#workers/tools/mail/mailbox.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { ResourceText } from "./resource-content.ts";
import type { ResourceOf, ResourceReader } from "./resource-reader.ts";

type MailAttachmentUri = ResourceOf<"mail-attachment">;

/**
 * The text of what is attached to a message: a file; or a message, event or contact, which Graph gives as MIME,
 * iCalendar or vCard (https://learn.microsoft.com/graph/api/attachment-get). Of a link to a file in the cloud Graph
 * tells neither text nor address, so that it only says how to get there.
 */
export const mailAttachmentReader: ResourceReader<"mail-attachment"> = {
  async read(uri, context, { startPage, endPage }) {
    requirePermission(mailAttachmentPermissions(uri.owner), context.grantedScopes);
    const path = [...mailboxPath(uri.owner), "messages", uri.messageId, "attachments", uri.attachmentId];
    const query = { $select: "id,name,contentType,size,isInline" };
    const found = await inMailbox(uri.owner, () => context.graph.get({ path, query }, graphAttachment));
    const attachment = mailAttachment(found, uri);
    if (attachment.type === "link") return { attachment, incomplete: { reason: howToReadLinked(uri) } };
    checkSize(attachment);
    const { bytes, mediaType } = await inMailbox(uri.owner, () =>
      context.graph.download({ path: [...path, "$value"] }, { maxBytes: maxDocumentBytes }),
    );
    const extracted = await context.extractText({
      bytes,
      ...kindOf(attachment, mediaType),
      ...(startPage !== undefined && { startPage }),
      ...(endPage !== undefined && { endPage }),
    });
    return {
      attachment,
      text: textOf(extracted, context),
      ...(extracted.incomplete !== undefined && { incomplete: { reason: extracted.incomplete } }),
    };
  },
};

/** Mail.ReadBasic doesn't reach attachments. */
function checkSize({ size }: MailAttachment): void {
  if (size === undefined || size <= maxDocumentBytes) return;
  throw new ToolError(
    "too_large",
    `The attachment has ${size} bytes; attachments of up to ${maxDocumentBytes} bytes can be read.`,
  );
}

/** What an attachment is declared to be. Graph declares every item `text/plain`, and its name is a subject. */
function kindOf({ type, contentType, name }: MailAttachment, mediaType: string): { mediaType: string; name?: string } {
  return type === "item" ? { mediaType: "message/rfc822" } : { mediaType: contentType ?? mediaType, name };
}

/**
 * The writer is whom the attached message itself names, not who sent it along. Whoever attached it may have forged
 * that: it can tell that somebody outside wrote it, but not that a colleague did.
 */
function textOf(extracted: ExtractedText, { userDomain }: ToolContext): ResourceText {
  const { text, detectedType, writtenBy, pages, pageCount } = extracted;
  const external = isExternal(writtenBy, userDomain) || undefined;
  return { text, contentType: detectedType, writtenBy, external, pages, pageCount };
}

function howToReadLinked({ messageId, owner }: MailAttachmentUri): string {
  const message = formatResourceUri({ kind: "mail-message", messageId, owner });
  return (
    "This is a link to a file or folder in OneDrive or SharePoint; the message holds nothing else of it. " +
    `Its https address mostly stands in the message's text: read ${message}, and give that address to ` +
    "read_resource as uri. Or search for it by its name with sharepoint_search."
  );
}
