import { createTextTurns } from "#workers/text/text-turns.ts";
import { textWindow } from "#workers/text/text-window.ts";
import { hasCode } from "#workers/tools/optional-request.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { type ChatContext, type ChatMessage, chatMessage } from "./chat-message-content.ts";
import { chatText } from "./chat-text.ts";
import type { GraphChatMessage } from "./graph-chat.ts";

/** For the texts of a list that is read, in `sizeOf`. The rest of the answer is for other fields. */
const sizeOfTexts = 16_000;

/** A message with as much of its text as there is room for. Its uri gives the whole text. */
async function messageWithText(
  message: GraphChatMessage,
  chatContext: ChatContext,
  { context, room }: { context: Pick<ToolContext, "extractText">; room: number },
): Promise<ChatMessage> {
  const { text, isWhole } = await textOfMessage(message, context);
  const shown = textWindow(text, 0, { room });
  const isCut = shown.next !== undefined || !isWhole;
  return {
    ...withoutRepetition(text, chatMessage(message, chatContext)),
    ...(text !== "" && { text: shown.next === undefined ? shown.text : `${shown.text.trimEnd()} …` }),
    ...(isCut && { isCut: true as const }),
  };
}

/** A message as it is read: without what is as usual, and without the names of those mentioned if its text has all. */
export function withoutRepetition(text: string, { mentions, external, ...message }: ChatMessage): ChatMessage {
  const areTold = message.mentionCount === undefined && mentions?.every((name) => text.includes(name));
  return { ...message, ...(external && { external }), ...(mentions && !areTold && { mentions }) };
}

/** The text of a message. Empty if it can't be extracted, so that the other messages are still read. */
export async function textOfMessage(
  message: GraphChatMessage,
  context: Pick<ToolContext, "extractText">,
): Promise<{ text: string; isWhole: boolean }> {
  try {
    const { text, incomplete, isAllSeen } = await chatText(message, context);
    return { text, isWhole: incomplete === undefined || isAllSeen === true };
  } catch (error) {
    if (!hasCode(error, "too_large", "unreadable", "unsupported_type")) throw error;
    return { text: "", isWhole: false };
  }
}

/**
 * Messages with their texts, one at a time, because all callers share text extraction.
 * @param options.size of all texts together
 */
export async function messagesWithText(
  messages: readonly GraphChatMessage[],
  { chatContext, size = sizeOfTexts }: { chatContext: ChatContext; size?: number },
  context: Pick<ToolContext, "extractText">,
): Promise<ChatMessage[]> {
  const room = Math.floor(size / Math.max(messages.length, 1));
  const takeTurn = createTextTurns();
  const listed: ChatMessage[] = [];
  for (const message of messages) {
    await takeTurn(message.body?.content?.length ?? 0);
    listed.push(await messageWithText(message, chatContext, { context, room }));
  }
  return listed;
}
