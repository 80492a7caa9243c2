import { ToolError } from "#common/errors.ts";
import type { ToolPermissions } from "../../define-tool.ts";
import { graphAttachment } from "../mail/graph-mail.ts";
import { type MailAttachment, mailAttachment } from "../mail/mail-content.ts";
import { inMailbox, mailboxPath, ownMailPermissions, sharedMailPermissions } from "../mail/mailbox.ts";
import { requirePermission } from "../require-permission.ts";
import type { ResourceReader } from "./resource-reader.ts";

const maxBytes = 25_000_000;

/** The text of a file that is attached to a message. */
export const mailAttachmentReader: ResourceReader<"mail-attachment"> = {
  needs: ({ owner }) => ({ workload: "outlook", permissions: permissionsFor(owner) }),

  async read(uri, context, { startPage, endPage }) {
    requirePermission(permissionsFor(uri.owner), context.grantedScopes);
    const path = [...mailboxPath(uri.owner), "messages", uri.messageId, "attachments", uri.attachmentId];
    const query = { $select: "id,name,contentType,size,isInline" };
    const found = await inMailbox(uri.owner, () => context.graph.get({ path, query }, graphAttachment));
    const attachment = mailAttachment(found, uri);
    checkReadable(attachment);
    const { bytes, mediaType } = await inMailbox(uri.owner, () =>
      context.graph.download({ path: [...path, "$value"] }, { maxBytes }),
    );
    const extracted = await context.extractText({
      bytes,
      mediaType: attachment.contentType ?? mediaType,
      name: attachment.name,
      ...(startPage !== undefined && { startPage }),
      ...(endPage !== undefined && { endPage }),
    });
    return {
      attachment,
      text: {
        text: extracted.text,
        contentType: extracted.detectedType,
        writtenBy: undefined,
        external: undefined,
        pages: extracted.pages,
        pageCount: extracted.pageCount,
      },
      ...(extracted.incomplete !== undefined && { incomplete: { reason: extracted.incomplete } }),
    };
  },
};

/** Mail.ReadBasic doesn't reach attachments. */
function permissionsFor(owner: string | undefined): ToolPermissions {
  return owner === undefined ? [ownMailPermissions[0]] : sharedMailPermissions;
}

function checkReadable({ type, name, size }: MailAttachment): void {
  if (type === "item") {
    throw new ToolError(
      "unsupported_type",
      `"${name}" is an Outlook item (a message, event or contact) attached to the message. ` +
        "Attached items can't be read yet; open the message in Outlook by its webLink.",
    );
  }
  if (type === "link") {
    throw new ToolError(
      "unsupported_type",
      `"${name}" is a link to a file in OneDrive or SharePoint, not a file in the message. ` +
        "Search for it by its name with sharepoint_search.",
    );
  }
  if (size !== undefined && size > maxBytes) {
    throw new ToolError(
      "too_large",
      `"${name}" has ${size} bytes; attachments of up to ${maxBytes} bytes can be read.`,
    );
  }
}
