import type { GraphChatAttachment } from "./graph-chat-message.ts";

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
export function cardText(attachment: GraphChatAttachment): string {
  const { content } = attachment;
  if (!isCard(attachment) || content == null || content.length > 200_000) return "";
  const texts: string[] = [];
  collect(parseJson(content), texts, 0);
  const joined = texts.slice(0, maxTexts).map((text) => `<p>${text}</p>`);
  return joined.join("\n").slice(0, maxCharacters);
}

/** Parses JSON. Undefined if invalid. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
