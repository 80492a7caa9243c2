import { cleanText, withoutAutoFetch } from "#workers/documents/text/clean-text.ts";
import type { ExtractedText } from "#workers/documents/text-source.ts";
import { escapeHtml } from "#workers/tools/text/escape-html.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";
import { cardText } from "./card-text.ts";
import { pictureIds, withPictureNumbers } from "./chat-pictures.ts";
import type { GraphChatMessage } from "./graph-chat-message.ts";

const emoji = /<emoji\b[^<>]*>/gi;
/** Emoji are elements with the character in their `alt`. */
const emojiCharacter = /\balt="([^"]{0,30})"/i;

/** Whether it is a system message, such as "added Hana", and not written by a person. */
export function isEvent({ messageType, eventDetail, body }: GraphChatMessage): boolean {
  if (eventDetail != null || /^\s*<systemEventMessage\s*\/?>/i.test(body?.content ?? "")) return true;
  return messageType != null && messageType.toLowerCase() !== "message";
}

/** Whether it has a text written by a person or app. */
export function hasWords(message: GraphChatMessage): boolean {
  return message.deletedDateTime == null && !isEvent(message);
}

/** The clean text of a message and its cards. Rejects as `extractText` does, which is called only for HTML. */
export async function chatText(
  message: GraphChatMessage,
  { extractText }: Pick<ToolContext, "extractText">,
): Promise<Pick<ExtractedText, "text" | "incomplete" | "isAllSeen">> {
  if (!hasWords(message)) return { text: "" };
  const { contentType, content } = message.body ?? {};
  const cards = (message.attachments ?? []).map(cardText).filter((html) => html !== "");
  const isHtml = contentType?.toLowerCase() !== "text";
  const words = content ?? "";
  if (!isHtml && cards.length === 0) return { text: withoutAutoFetch(cleanText(words)).trim() };
  const numbered = isHtml ? withPictureNumbers(words, pictureIds(message)) : escapeHtml(words);
  const html = [
    isHtml ? numbered.replace(emoji, (element) => emojiCharacter.exec(element)?.[1] ?? element) : numbered,
    ...cards,
  ].join("\n");
  if (!/[^\s<>]/.test(html.replace(/<[^<>]*>/g, "")) && !/<(?:img|a|table)\b/i.test(html)) return { text: "" };
  const { text, incomplete, isAllSeen } = await extractText({
    bytes: new TextEncoder().encode(html),
    mediaType: "text/html; charset=utf-8",
    isBody: true,
  });
  return { text: text.trim(), ...withoutEmpty({ incomplete, isAllSeen }) };
}
