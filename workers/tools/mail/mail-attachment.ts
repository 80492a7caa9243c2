import { cleanLine } from "#workers/text/clean-text.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";
import { withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { GraphAttachment } from "./graph-mail.ts";

/** The attachment as shown to callers. */
export function mailAttachment(
  attachment: GraphAttachment,
  { messageId, owner, folderId }: { messageId: string; owner?: string | undefined; folderId?: string | undefined },
) {
  return {
    uri: formatResourceUri({ kind: "mail-attachment", messageId, attachmentId: attachment.id, owner, folderId }),
    id: attachment.id,
    name: cleanLine(attachment.name ?? "") || "(no name)",
    type: typeOf(attachment["@odata.type"]),
    ...withoutEmpty({ contentType: attachment.contentType, size: attachment.size, isInline: attachment.isInline }),
  };
}

export type MailAttachment = ReturnType<typeof mailAttachment>;

/** A file, another Outlook item, or a link to a file in the cloud. */
function typeOf(odataType: string | null | undefined) {
  const name = odataType?.split(".").at(-1)?.toLowerCase();
  if (name === "itemattachment") return "item";
  return name === "referenceattachment" ? "link" : "file";
}

/** Compares attachments: files come before inline pictures. */
export function inlineLast(one: MailAttachment, other: MailAttachment): number {
  return Number(one.isInline ?? false) - Number(other.isInline ?? false);
}
