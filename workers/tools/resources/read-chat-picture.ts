import { ToolError } from "#common/errors.ts";
import { type ChatContext, chatMessage } from "#workers/tools/teams/chat-message-content.ts";
import { messagePath } from "#workers/tools/teams/chat-place.ts";
import { pictureIds } from "#workers/tools/teams/chat-text.ts";
import type { GraphChatMessage } from "#workers/tools/teams/graph-chat.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { ResourceContent } from "./resource-content.ts";

/**
 * Reads a picture that was pasted into a message, by its number there. Only ids that the message has are asked for, and
 * only below the message: the address that its author wrote is not followed.
 */
export async function pictureContent(
  message: GraphChatMessage,
  chatContext: ChatContext,
  { graph, withDocumentRoom, picture }: Pick<ToolContext, "graph" | "withDocumentRoom"> & { picture: string },
): Promise<ResourceContent> {
  const ids = pictureIds(message);
  const number = Number(picture);
  const id = ids[number - 1];
  if (id === undefined) throw new ToolError("not_found", notThere(ids.length));
  const path = [...messagePath(chatContext.place, message.id), "hostedContents", id, "$value"];
  const extracted = await withDocumentRoom(undefined, async ({ maxBytes, extractText }) => {
    const { bytes, mediaType } = await graph.download({ path, fromCaller: "id" }, { maxBytes });
    return await extractText({ bytes, mediaType });
  });
  if (!extracted.pictures?.length) {
    throw new ToolError("unsupported_type", "That part of the message is not a picture. Open it in Teams.");
  }
  const { pictures: _all, ...details } = chatMessage(message, chatContext);
  const { text, detectedType: contentType, pictures, incomplete } = extracted;
  return {
    chatMessage: { ...details, picture: number },
    text: { text, contentType, writtenBy: undefined, external: details.external, pictures },
    ...(incomplete !== undefined && { incomplete: { reason: incomplete } }),
  };
}

function notThere(count: number): string {
  const has = count === 0 ? "no pictures" : count === 1 ? "one picture" : `${count} pictures`;
  return `The message has ${has} in its text. Remove picture from its uri to read it.`;
}
