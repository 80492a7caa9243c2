import { sharePointAddress } from "#common/tools/resource-uri/share-point-address.ts";
import { cleanLine } from "#workers/documents/text/clean-text.ts";
import { present } from "#workers/tools/present.ts";
import { isCard, jsonOf } from "./card-text.ts";
import { type ChatPlace, messageUri } from "./chat-place.ts";
import type { GraphChatAttachment } from "./graph-chat-message.ts";

/** Something that is attached to a message. Names and texts are words of others. */
export interface ChatAttachment {
  [field: string]: unknown;
  type: "file" | "quote" | "card" | "other";
  /** Of a file or a quoted message: give it to `read_resource`. */
  uri?: string;
  name?: string;
  /** Of a file that can't be read here. */
  contentUrl?: string;
  /** Beginning of the quoted message. */
  text?: string;
  /** Who wrote the quoted message. */
  displayName?: string;
}

/** An attachment as callers see it. A card's words are in the message's text. */
export function chatAttachment(attachment: GraphChatAttachment, place: ChatPlace): ChatAttachment {
  const name = cleanLine(attachment.name ?? "") || undefined;
  const type = attachment.contentType?.toLowerCase();
  if (type === "messagereference") return quoteIn(attachment, place);
  if (isCard(attachment)) return { type: "card", ...present({ name }) };
  if (type !== "reference" && attachment.contentUrl == null) return { type: "other", ...present({ name }) };
  const uri = sharePointAddress(attachment.contentUrl ?? "")?.href;
  const contentUrl = uri === undefined ? cleanLine(attachment.contentUrl ?? "") || undefined : undefined;
  return { type: "file", ...present({ uri, name, contentUrl }) };
}

function quoteIn({ id, content }: GraphChatAttachment, place: ChatPlace): ChatAttachment {
  const quoted = fieldsOf(jsonOf(content ?? ""));
  const sender = fieldsOf(fieldsOf(quoted.messageSender).user);
  const messageId = textIn(quoted.messageId) ?? id ?? "";
  return {
    type: "quote",
    ...present({
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
