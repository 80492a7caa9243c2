import { sharePointAddress } from "#common/tools/resource-uri/share-point-address.ts";
import { cleanLine } from "#workers/documents/text/clean-text.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";
import { isCard, parseJson } from "./card-text.ts";
import { type ChatPlace, messageUri } from "./chat-place.ts";
import type { GraphChatAttachment } from "./graph-chat-message.ts";

/** An attachment of a message. Names and texts are untrusted. */
export interface ChatAttachment {
  [field: string]: unknown;
  type: "file" | "quote" | "card" | "other";
  /** Of a file or quoted message, for `read_resource`. */
  uri?: string;
  name?: string;
  /** Of a file that `read_resource` can't read. */
  contentUrl?: string;
  /** The beginning of the quoted message. */
  text?: string;
  /** The author of the quoted message. */
  displayName?: string;
}

/** The attachment as shown to callers. The texts of cards are part of the message's text. */
export function chatAttachment(attachment: GraphChatAttachment, place: ChatPlace): ChatAttachment {
  const name = cleanLine(attachment.name ?? "") || undefined;
  const type = attachment.contentType?.toLowerCase();
  if (type === "messagereference") return quoteIn(attachment, place);
  if (isCard(attachment)) return { type: "card", ...withoutEmpty({ name }) };
  if (type !== "reference" && attachment.contentUrl == null) return { type: "other", ...withoutEmpty({ name }) };
  const uri = sharePointAddress(attachment.contentUrl ?? "")?.href;
  const contentUrl = uri === undefined ? cleanLine(attachment.contentUrl ?? "") || undefined : undefined;
  return { type: "file", ...withoutEmpty({ uri, name, contentUrl }) };
}

function quoteIn({ id, content }: GraphChatAttachment, place: ChatPlace): ChatAttachment {
  const quoted = fieldsOf(parseJson(content ?? ""));
  const sender = fieldsOf(fieldsOf(quoted.messageSender).user);
  const messageId = textIn(quoted.messageId) ?? id ?? "";
  return {
    type: "quote",
    ...withoutEmpty({
      uri: place.kind === "chat" ? messageUri(place, messageId) : undefined,
      displayName: textIn(sender.displayName),
      text: textIn(quoted.messagePreview),
    }),
  };
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function textIn(value: unknown): string | undefined {
  return typeof value === "string" ? cleanLine(value).slice(0, 1_000) || undefined : undefined;
}
