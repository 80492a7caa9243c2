import { ToolError } from "#common/errors.ts";
import { textWindow } from "#workers/tools/text/text-window.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { type ChatMessage, type ChatScene, chatMessage } from "./chat-message-content.ts";
import { chatText } from "./chat-text.ts";
import type { GraphChatMessage } from "./graph-chat-message.ts";

/** What the texts of one list may take, in tokens; the rest of the answer's budget is for their details. */
const listBudget = 13_000;

/** A message with as much of its text as fits; the whole is read by its uri. */
async function messageWithText(
  message: GraphChatMessage,
  scene: ChatScene,
  { context, tokenBudget }: { context: Pick<ToolContext, "extractText">; tokenBudget: number },
): Promise<ChatMessage> {
  const { text, isWhole } = await messageWords(message, context);
  const shown = textWindow(text, 0, { tokenBudget });
  const isCut = shown.next !== undefined || !isWhole;
  return {
    ...chatMessage(message, scene),
    ...(text !== "" && { text: shown.next === undefined ? shown.text : `${shown.text.trimEnd()} …` }),
    ...(isCut && { isCut: true as const }),
  };
}

/** A message's words. One that can't be made into text does not keep the others from being read. */
export async function messageWords(
  message: GraphChatMessage,
  context: Pick<ToolContext, "extractText">,
): Promise<{ text: string; isWhole: boolean }> {
  try {
    const { text, incomplete } = await chatText(message, context);
    return { text, isWhole: incomplete === undefined };
  } catch (error) {
    if (!(error instanceof ToolError) || !["too_large", "unreadable", "unsupported_type"].includes(error.code)) {
      throw error;
    }
    return { text: "", isWhole: false };
  }
}

/** Messages with their texts, one after another: text extraction is shared by all callers. */
export async function messagesWithText(
  messages: readonly GraphChatMessage[],
  sceneOf: (message: GraphChatMessage) => ChatScene,
  context: Pick<ToolContext, "extractText">,
): Promise<ChatMessage[]> {
  const tokenBudget = Math.floor(listBudget / Math.max(messages.length, 1));
  const listed: ChatMessage[] = [];
  for (const message of messages) {
    listed.push(await messageWithText(message, sceneOf(message), { context, tokenBudget }));
  }
  return listed.map(({ chatUri: _around, replyToUri: _root, ...message }) => message);
}
