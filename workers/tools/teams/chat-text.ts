import { parseJson } from "#common/text.ts";
import { decodePercent } from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";
import type { ExtractedText } from "#workers/documents/text-source.ts";
import { cleanText, withoutAutoFetch } from "#workers/text/clean-text.ts";
import { escapeHtml } from "#workers/text/short-text.ts";
import { withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { GraphChatAttachment, GraphChatMessage } from "./graph-chat.ts";

const shownFields = new Set(["title", "subtitle", "text", "value", "activityTitle", "activitySubtitle"]);
const maxTexts = 100;
const maxCharacters = 20_000;

/**
 * Whether an attachment is a card, by which apps send structured content
 * (https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference).
 */
export function isCard({ contentType }: GraphChatAttachment): boolean {
  return /^application\/vnd\.microsoft\.(?:teams\.)?card\./i.test(contentType ?? "");
}

/** The texts of a card as HTML, one paragraph each. Empty for other attachments. */
function cardText(attachment: GraphChatAttachment): string {
  const { content } = attachment;
  if (!isCard(attachment) || content == null || content.length > 200_000) return "";
  const texts: string[] = [];
  collect(parseJson(content), texts, 0);
  const joined = texts.slice(0, maxTexts).map((text) => `<p>${text}</p>`);
  return joined.join("\n").slice(0, maxCharacters);
}

function collect(value: unknown, texts: string[], depth: number): void {
  if (typeof value !== "object" || value === null || depth > 30 || texts.length >= maxTexts) return;
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === "string") {
      if (shownFields.has(name) && inner.trim() !== "") texts.push(inner);
    } else {
      collect(inner, texts, depth + 1);
    }
  }
}

/** Pictures of one message. More are not shown. */
const maxOfMessage = 20;

const picture = /<img\b[^<>]*>/gi;
/** The address of a pasted picture: Teams keeps it beside the message, under an id that its address has. */
const pasted = /\/hostedContents\/([^/"'<>\s]{1,1000})\/\$value/i;
/** Teams gives each the same description. */
const description = /\balt="(?!image")([^"<>]{1,100})"/i;

/** The id of a picture that was pasted into a message; undefined of any other, and empty where it can't be one. */
function idOf(element: string): string | undefined {
  const [, id] = pasted.exec(element) ?? [];
  return id === undefined ? undefined : (decodePercent(id) ?? "");
}

/** The ids of the pictures in a message, in the order in which they stand there. */
export function pictureIds({ body }: Pick<GraphChatMessage, "body">): string[] {
  const found = [...(body?.content ?? "").matchAll(picture)].map(([element]) => idOf(element) ?? "");
  return [...new Set(found.filter((id) => id !== ""))].slice(0, maxOfMessage);
}

/** The HTML of a message with each picture described by its number, as it stands in the uri by which it is read. */
function withPictureNumbers(html: string, ids: readonly string[]): string {
  return html.replace(picture, (element) => {
    const id = idOf(element);
    if (id === undefined) return element;
    const number = ids.indexOf(id) + 1;
    const [, words] = description.exec(element) ?? [];
    const named = number === 0 ? undefined : `picture=${number}`;
    return `<img alt="${[named, words].filter((part) => part !== undefined).join(": ")}">`;
  });
}

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
