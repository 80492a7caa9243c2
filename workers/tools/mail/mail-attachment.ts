import { cleanLine } from "#workers/documents/text/clean-text.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";
import { withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { GraphAttachment } from "./graph-mail.ts";

/** An attachment in the list of a message. */
export type MailAttachment = {
  /** For `read_resource`. */
  uri: string;
  id: string;
  name: string;
  /** A file, another Outlook item, or a link to a file in the cloud. */
  type: "file" | "item" | "link";
  /** As declared by the sender. */
  contentType?: string;
  /** In bytes. */
  size?: number;
  isInline?: boolean;
};

/** The attachment as shown to callers. */
export function mailAttachment(
  attachment: GraphAttachment,
  { messageId, owner, folderId }: { messageId: string; owner?: string | undefined; folderId?: string | undefined },
): MailAttachment {
  return {
    uri: formatResourceUri({ kind: "mail-attachment", messageId, attachmentId: attachment.id, owner, folderId }),
    id: attachment.id,
    name: cleanLine(attachment.name ?? "") || "(no name)",
    type: typeOf(attachment["@odata.type"]),
    ...withoutEmpty({ contentType: attachment.contentType, size: attachment.size, isInline: attachment.isInline }),
  };
}

function typeOf(odataType: string | null | undefined): MailAttachment["type"] {
  const name = odataType?.split(".").at(-1)?.toLowerCase();
  if (name === "itemattachment") return "item";
  return name === "referenceattachment" ? "link" : "file";
}

/** Compares attachments: files come before inline pictures. */
export function inlineLast(one: MailAttachment, other: MailAttachment): number {
  return Number(one.isInline ?? false) - Number(other.isInline ?? false);
}
